import { expect, test } from "vitest";
import { parseApplication } from "../../model/install/application.ts";
import type { JsonObject } from "../../model/json.ts";
import { planAllExports } from "./plan-exports.ts";
import type { PlannedPackage } from "./plan-installation.ts";

const { application } = parseApplication({ import: true });

/** A package of one file. */
function aPackage(name: string, path: string, manifest: JsonObject = {}): PlannedPackage {
  const pin = { integrity: "" };
  const selection = { name, version: "1.0.0", catalog: "test", endpoint: `@npm:${name}`, pin, layers: [] };
  const files = [{ path, sha256: "", size: 1, isExecutable: false }];
  const cached = { folder: "", key: "", pin, manifest, own: {}, files, warnings: [] };
  return {
    name,
    selection,
    cached,
    manifest,
    vouched: manifest,
    key: "",
    placed: undefined,
    before: undefined,
  };
}

const staying = (to: string) =>
  new Map([["old", { version: "1.0.0", key: "", files: {}, exports: { [to]: "" } }]]);

test("each package's copies are its own, and none where nothing is imported", () => {
  const packages = [aPackage("a", "dist/x.js"), aPackage("b", "dist/x.js")];
  const { copies } = planAllExports(application, packages, new Map());
  expect([...copies].map(([name, [copy]]) => [name, copy?.to])).toEqual([
    ["a", "lib/a/x.js"],
    ["b", "lib/b/x.js"],
  ]);
  expect(planAllExports({ ...application, isImporting: false }, packages, new Map()).copies.size).toBe(0);
});

test.each([
  [
    "another that is installed now",
    [aPackage("b", "dist/x.js", { export: { from: "dist/**", trim: 1, to: "a" } })],
    "",
  ],
  ["one that stays", [], "lib/a/x.js"],
  ["one whose name some disks take for the same", [], "LIB/A/X.js"],
  [
    "one whose letters are composed",
    [aPackage("b", "é", { export: { from: "*", to: "a" } })],
    "lib/a/e\u0301",
  ],
])("the same file as %s is refused", (_, others, path) => {
  const before = path === "" ? new Map() : staying(path);
  expect(() => planAllExports(application, [aPackage("a", "dist/x.js"), ...others], before)).toThrow(
    expect.objectContaining({ code: "CONFLICT", message: expect.stringMatching(/both export/) }),
  );
});

test("what is wrong with an export names its package", () => {
  const { findings } = planAllExports(
    application,
    [aPackage("a", "x.js", { export: { from: "**", to: "${X}" } })],
    new Map(),
  );
  expect(findings).toMatchObject([{ code: "EXPORT_FOLDER", file: "a/pak.json" }]);
});
