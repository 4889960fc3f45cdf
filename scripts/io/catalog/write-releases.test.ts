import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { anEntry, aRelease, catalogFiles, settingsFile } from "../../test/catalog.ts";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import { openRulebook } from "../../test/world.ts";
import { type ReleasesOrder, writeReleases } from "./write-releases.ts";

const PATH = "catalog/releases/li/libuv.json";

async function write(order: Partial<ReleasesOrder> & Pick<ReleasesOrder, "document">) {
  const root = makeFolder();
  writeFiles(root, { ...settingsFile(), ...catalogFiles({ entry: anEntry({ name: "libuv" }) }) });
  const refused = writeReleases({ root, rulebook: await openRulebook(root), recorded: [], ...order });
  const file = join(root, PATH);
  return { refused, text: existsSync(file) ? readFileSync(file, "utf8") : undefined };
}

test("the file has the catalog's form, whatever order its fields came in", async () => {
  const releases = [aRelease("1.0.0"), aRelease("1.1.0")];
  const { refused, text } = await write({
    document: { releases, name: "libuv", repository: { owner: 9, id: 7 } },
  });
  expect(refused).toEqual([]);
  const document = JSON.parse(text!);
  expect(Object.keys(document)).toEqual(["$schema", "name", "repository", "releases"]);
  expect(document.releases.map((one: { version: string }) => one.version)).toEqual(["1.1.0", "1.0.0"]);
});

test("what the rules refuse, and a dry run, leave the file alone", async () => {
  const document = { name: "libuv", releases: [aRelease("1.0.0")] };
  const gone = await write({ document, recorded: [aRelease("0.9.0")] });
  expect([gone.refused.map(({ code }) => code), gone.text]).toEqual([["VERSION_REMOVED"], undefined]);
  expect(await write({ document, isDryRun: true })).toEqual({ refused: [], text: undefined });
});
