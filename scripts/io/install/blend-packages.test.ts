import { hash } from "node:crypto";
import { expect, test } from "vitest";
import type { JsonObject } from "../../model/json.ts";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import type { CachedPackage } from "../cache/record.ts";
import { type BlendingPackage, blendPackages } from "./blend-packages.ts";

/** A package that says this in its manifest and has these files. */
function aPackage(name: string, manifest: JsonObject, files: Record<string, string> = {}): BlendingPackage {
  const folder = makeFolder();
  writeFiles(folder, files);
  const cached: CachedPackage = {
    folder,
    key: "0",
    pin: { integrity: "" },
    manifest: {},
    own: {},
    files: Object.entries(files).map(([path, text]) => {
      return { path, sha256: hash("sha256", text), size: Buffer.byteLength(text), isExecutable: false };
    }),
    warnings: [],
  };
  return { name, cached, manifest: { name, ...manifest }, vouched: manifest, before: undefined };
}

const APPLICATION = { name: "app", expansive: { plugins: ["x"] } };

test("packages blend one after the other, and the digests say what", () => {
  const packages = [
    aPackage("a", { blend: { expansive: { "+plugins": ["a"] } } }),
    aPackage("b", { blend: { expansive: { "+plugins": ["b"] }, "x-b": true } }),
    aPackage("c", {}),
  ];
  const { document, digests, findings } = blendPackages(makeFolder(), APPLICATION, packages);
  expect(document).toEqual({ name: "app", expansive: { plugins: ["x", "a", "b"] }, "x-b": true });
  expect([[...digests.keys()], new Set(digests.values()).size, findings]).toEqual([["a", "b", "c"], 3, []]);
});

test("what was blended before is not blended again, until it says something else", () => {
  const first = aPackage("a", { blend: { "+x-title": "T" } });
  const root = makeFolder();
  const { digests } = blendPackages(root, APPLICATION, [first]);
  const again = blendPackages(root, APPLICATION, [{ ...first, before: digests.get("a") }]);
  expect([again.document, again.digests]).toEqual([APPLICATION, digests]);
  const other = { ...aPackage("a", { blend: { "+x-title": "U" } }), before: digests.get("a") };
  expect(blendPackages(root, APPLICATION, [other]).document).toEqual({ ...APPLICATION, "x-title": "U" });
});

test("files that packages manage are theirs blended over the application's", () => {
  const root = makeFolder();
  writeFiles(root, { "expansive.json": "{ mine: [1], /* kept as it was */ }" });
  const packages = [
    aPackage("a", { manage: "expansive.json" }, { "expansive.json": '{ "+mine": [2] }' }),
    aPackage(
      "b",
      { manage: ["expansive.json", "new.json"] },
      { "expansive.json": '{ "b": 1 }', "new.json": "{}" },
    ),
  ];
  const { managed } = blendPackages(root, APPLICATION, packages);
  expect([...managed].map(([path, { before, document }]) => [path, before?.text, document])).toEqual([
    ["expansive.json", "{ mine: [1], /* kept as it was */ }", { mine: [1, 2], b: 1 }],
    ["new.json", undefined, {}],
  ]);
});

test("what a package may not change, or does not have, is told", () => {
  const packages = [
    aPackage(
      "a",
      { manage: ["package.json", "none.json"], blend: { scripts: { install: "x" } } },
      { "package.json": "{}" },
    ),
  ];
  const { document, managed, findings } = blendPackages(makeFolder(), APPLICATION, packages);
  expect([document, managed.size]).toEqual([APPLICATION, 0]);
  expect(findings.map(({ code, severity }) => `${severity} ${code}`)).toEqual([
    "warning MANAGE_PATH",
    "warning BLEND_FIELD",
    "warning MANAGE_MISSING",
  ]);
});
