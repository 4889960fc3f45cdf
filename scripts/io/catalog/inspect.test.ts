import { expect, test } from "vitest";
import { anEntry, aRelease, catalogFiles, settingsFile } from "../../test/catalog.ts";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import { openRulebook } from "../../test/world.ts";
import { inspectPackage } from "./inspect.ts";
import { openPackages } from "./package-source.ts";

const LESS = {
  entry: anEntry({ name: "less" }),
  releases: [aRelease("4.2.0"), aRelease("4.1.0")],
  override: { "@npm/less": { "*": { license: "MIT" } } },
};

async function inspect(files: Record<string, string | undefined>, previous?: typeof LESS.releases) {
  const root = makeFolder();
  writeFiles(root, { ...settingsFile(), ...files });
  const { packages, read } = openPackages(root, ["less"]);
  return inspectPackage(packages[0]!, read, await openRulebook(root), previous);
}

const placesOf = ({ findings }: Awaited<ReturnType<typeof inspect>>) =>
  findings.map(({ code, file, line }) => [code, file, line]);

test("a package in order gives its documents and no findings", async () => {
  const { entry, releases, override, ...rest } = await inspect(catalogFiles(LESS));
  expect(rest).toEqual({ name: "less", findings: [] });
  expect([entry, releases?.releases, override]).toEqual([LESS.entry, LESS.releases, LESS.override]);
});

test("what is wrong in one file says where, and leaves the others readable", async () => {
  const inspected = await inspect({
    ...catalogFiles({ ...LESS, entry: { ...LESS.entry, license: "?", homepage: "http://lesscss.org/" } }),
    "overrides/less.json": "{\n  oops\n}\n",
  });
  expect(placesOf(inspected)).toEqual([
    ["URL_SCHEME", "catalog/le/less.json", 7],
    ["ENTRY_LICENSE", "catalog/le/less.json", 6],
    ["JSON_SYNTAX", "overrides/less.json", 2],
  ]);
  expect([inspected.entry, inspected.override]).toEqual([undefined, undefined]);
  expect(inspected.releases?.releases).toEqual(LESS.releases);
});

test("a file that is only out of form is found and read all the same", async () => {
  const layouts = [
    JSON.stringify(LESS.entry),
    catalogFiles({ entry: { ...LESS.entry, endpoint: "npm:less" } }),
  ];
  for (const layout of layouts) {
    const inspected = await inspect(typeof layout === "string" ? { "catalog/le/less.json": layout } : layout);
    expect(placesOf(inspected)).toEqual([["JSON_FORM", "catalog/le/less.json", 1]]);
    expect(inspected.entry?.name).toBe("less");
  }
});

test("releases are held to what was recorded before, when that is known", async () => {
  const files = catalogFiles({ ...LESS, releases: LESS.releases.slice(1) });
  expect(placesOf(await inspect(files))).toEqual([]);
  expect(placesOf(await inspect(files, LESS.releases))).toEqual([
    ["VERSION_REMOVED", "catalog/releases/le/less.json", 4],
  ]);
});
