import { existsSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { anEntry, aRelease, aReleases } from "../../test/catalog.ts";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import { loadGuards } from "./guards.ts";

const TOOL = join(import.meta.dirname, "../../..");

test("guards accept what is right and refuse what is not, from the cache and without it", async () => {
  rmSync(join(TOOL, "node_modules/.cache/pak"), { recursive: true, force: true });
  for (const _ of ["compiled", "cached"]) {
    const guards = await loadGuards(TOOL);
    expect(guards.entry(anEntry({ name: "x" }))).toBe(true);
    expect(guards.entry({ ...anEntry({ name: "x" }), extra: 1 })).toBe(false);
    expect(guards.releases(aReleases("x", aRelease("1.0.0")))).toBe(true);
    expect(guards.releases({ ...aReleases("x"), releases: [{ version: 1 }] })).toBe(false);
    expect(guards.override({ "a/b": { "*": { "+files": ["x"] } } })).toBe(true);
    expect(guards.override({ "a/b": { versions: "^(x)$", overrides: { "*": { scripts: {} } } } })).toBe(
      false,
    );
  }
  expect(existsSync(join(TOOL, "node_modules/.cache/pak"))).toBe(true);
});

test("what a schema refuses is explained with its place", async () => {
  const guards = await loadGuards(TOOL);
  const explained = guards.explain("entry", { ...anEntry({ name: "x" }), extra: 1, keywords: [7] });
  expect(explained.map(({ code, pointer }) => [code, pointer])).toEqual(
    expect.arrayContaining([
      ["SCHEMA", ["extra"]],
      ["SCHEMA", ["keywords", "0"]],
    ]),
  );
  expect(guards.explain("entry", anEntry({ name: "x" }))).toEqual([]);
});

test("a tool folder that can't hold a cache still has guards", async () => {
  const tool = makeFolder();
  symlinkSync(join(TOOL, "schemas"), join(tool, "schemas"));
  writeFiles(tool, { "package.json": "{}", "node_modules/.cache": "a file in the way" });
  symlinkSync(join(TOOL, "node_modules/ajv"), join(tool, "node_modules/ajv"));
  expect((await loadGuards(tool)).entry(anEntry({ name: "x" }))).toBe(true);
});
