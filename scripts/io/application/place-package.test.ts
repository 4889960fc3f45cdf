import { hash } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../model/json.ts";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import { SEAL } from "../../test/seal.ts";
import type { CachedPackage } from "../cache/record.ts";
import { withStage } from "../disk/stage.ts";
import {
  type Exported,
  listInstalled,
  type Placement,
  placePackage,
  removeExports,
} from "./place-package.ts";

const sha256 = (text: string) => hash("sha256", text);

/** A package as the cache has it; `*` after a path makes it a program. */
function aCached(files: Readonly<Record<string, string>>): CachedPackage {
  const folder = makeFolder();
  const listed = Object.entries({ "pak.json": "{}", ...files }).map(([path, text]) => ({
    path: path.replace("*", ""),
    text,
    isExecutable: path.endsWith("*"),
  }));
  writeFiles(folder, Object.fromEntries(listed.map(({ path, text }) => [path, text])));
  return {
    folder,
    key: "0",
    pin: { integrity: "" },
    manifest: {},
    own: {},
    files: listed.map(({ text, ...file }) => ({ ...file, sha256: sha256(text), size: text.length })),
    warnings: [],
  };
}

const DIRECTORIES = { export: "lib", paks: "paks" };

function placeIn(root: string, cached: CachedPackage, fields: Partial<Placement> = {}) {
  return withStage(root, join(root, "paks/.stage"), SEAL, async stage => {
    const placement = { root, name: "a", cached, manifest: {}, copies: [], directories: DIRECTORIES };
    const placed = placePackage(stage, { ...placement, isNew: false, exported: new Map(), ...fields });
    stage.commit();
    return placed;
  });
}

const copy = (to: string, isOverwriting = true) => ({ name: "a", from: "a.js", to, isOverwriting });

test("a package comes with its files, their modes, and its manifest with the application's layers", async () => {
  const root = makeFolder();
  const manifest: JsonObject = { name: "a", ignore: ["deep"] };
  const cached = aCached({ "a.js": "abc", "run.sh*": "x", "deep/b.js": "b" });
  const placed = await placeIn(root, cached, { manifest, copies: [copy("lib/a/a.js"), copy("out/a.js")] });
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  expect(placed).toEqual({
    files: { "a.js": 3, "run.sh": 1, "pak.json": text.length },
    exports: { "lib/a/a.js": sha256("abc"), "out/a.js": sha256("abc") },
    findings: [],
  });
  expect(readFileSync(join(root, "paks/a/pak.json"), "utf8")).toBe(text);
  const modeOf = (path: string) => statSync(join(root, path)).mode & 0o111;
  expect([modeOf("paks/a/run.sh") !== 0, modeOf("out/a.js"), existsSync(join(root, "paks/a/deep"))]).toEqual([
    true,
    0,
    false,
  ]);
  expect(listInstalled(cached, { files: ["deep"] }).map(({ path }) => path)).toEqual([
    "pak.json",
    "deep/b.js",
  ]);
});

test.each<[string, string | undefined]>([
  ["changed", "abd"],
  ["gone", undefined],
])("a cached file that is %s is never installed", async (_, text) => {
  const root = makeFolder();
  const cached = aCached({ "a.js": "abc" });
  writeFiles(cached.folder, { "a.js": text });
  await expect(placeIn(root, cached)).rejects.toMatchObject({
    code: "CACHE_CORRUPT",
    message: `${join(cached.folder, "a.js")} is not what was fetched`,
  });
  expect(existsSync(join(root, "paks/a"))).toBe(false);
});

describe("where something is already", () => {
  test.each<[string, string, boolean, string | undefined, string, string[]]>([
    ["of the application itself, it stays", "out/a.js", true, undefined, "mine", ["EXPORT_KEPT"]],
    ["that was exported and is unchanged, it is replaced", "out/a.js", true, "mine", "new", []],
    ["that was exported and edited since, it stays", "out/a.js", true, "before", "mine", ["EXPORT_KEPT"]],
    ["in its own folder of exports, it is replaced", "lib/a/a.js", true, undefined, "new", []],
    ["elsewhere in the folder of exports, it stays", "lib/a.js", true, undefined, "mine", ["EXPORT_KEPT"]],
    ["and the package does not overwrite, it stays", "lib/a.js", false, undefined, "mine", []],
    ["and the package does not overwrite, its own is replaced", "lib/a.js", false, "mine", "new", []],
  ])("%s", async (_, to, isOverwriting, before, expected, codes) => {
    const root = makeFolder();
    writeFiles(root, { [to]: "mine" });
    const placed = await placeIn(root, aCached({ "a.js": "new" }), {
      copies: [copy(to, isOverwriting)],
      exported: new Map(before === undefined ? [] : [[to, sha256(before)]]),
    });
    expect(readFileSync(join(root, to), "utf8")).toBe(expected);
    expect(placed.findings.map(({ code, severity }) => [code, severity])).toEqual(
      codes.map(code => [code, "warning"]),
    );
    expect(Object.keys(placed.exports)).toEqual(expected === "new" ? [to] : []);
  });
});

test("what lies in lib/NAME before a package comes stays, unless it is the same", async () => {
  const root = makeFolder();
  writeFiles(root, { "lib/a/a.js": "mine", "lib/a/same.js": "new" });
  const copies = [copy("lib/a/a.js"), copy("lib/a/same.js")];
  const { findings, exports } = await placeIn(root, aCached({ "a.js": "new" }), { copies, isNew: true });
  expect(readFileSync(join(root, "lib/a/a.js"), "utf8")).toBe("mine");
  expect([findings.map(({ code }) => code), Object.keys(exports)]).toEqual([
    ["EXPORT_KEPT"],
    ["lib/a/same.js"],
  ]);
});

test("a folder of the application is never replaced by an exported file", async () => {
  const root = makeFolder();
  writeFiles(root, { "lib/a/a.js/mine.js": "mine" });
  const { findings } = await placeIn(root, aCached({ "a.js": "new" }), { copies: [copy("lib/a/a.js")] });
  expect(readFileSync(join(root, "lib/a/a.js/mine.js"), "utf8")).toBe("mine");
  expect(findings).toMatchObject([{ code: "EXPORT_KEPT" }]);
});

test("exports are taken away, but none that is kept or that somebody changed since", async () => {
  const root = makeFolder();
  writeFiles(root, { "lib/same.js": "same", "lib/kept.js": "same", "lib/edited.js": "edited" });
  const paths = ["lib/same.js", "lib/kept.js", "lib/edited.js", "lib/gone.js"];
  const exported: Exported = new Map(paths.map(path => [path, sha256("same")]));
  await withStage(root, join(root, "paks/.stage"), SEAL, async stage => {
    removeExports(stage, root, exported, new Set(["lib/kept.js"]));
    stage.commit();
  });
  expect(paths.filter(path => existsSync(join(root, path)))).toEqual(["lib/kept.js", "lib/edited.js"]);
});
