import { expect, test } from "vitest";
import type { Json } from "../json.ts";
import { blendLayers } from "../manifest/layers.ts";
import { readOwnManifest } from "./own-manifest.ts";

const codesOf = (pakJson: Json) =>
  readOwnManifest({ pakJson }).findings.map(found => `${found.code} ${found.pointer}`);

test("a pak.json gives the fields of an override, without what the catalog says", () => {
  const kept = {
    title: "X",
    keywords: ["a"],
    files: ["dist/**"],
    export: { from: "dist/**" },
    "x-mine": 1,
  };
  const left = {
    name: "y",
    version: "1.0.0",
    dependencies: { a: "1" },
    optionalDependencies: {},
    import: false,
    build: {},
  };
  const foreign = {
    scripts: { install: "rm" },
    bin: "x",
    main: "x.js",
    "+files": "x",
    constructor: "x",
    devDependencies: {},
  };
  expect(readOwnManifest({ pakJson: { ...left, ...kept, ...foreign } })).toEqual({
    manifest: kept,
    findings: [],
  });
});

test.each<[Json, readonly string[]]>([
  [{ files: "../x" }, ["GLOB_TRAVERSAL files"]],
  [{ export: [{ script: "x()" }] }, ["OVERRIDE_UNKNOWN_FIELD export,0,script"]],
  [{ description: "a\u202eb", title: "fine" }, ["TEXT_BIDI description"]],
  [{ blend: JSON.parse('{ "a": { "__proto__": 1 } }') }, ["JSON_DANGEROUS_KEY blend,a,__proto__"]],
  [{ "x-a": JSON.parse('{ "__proto__": 1 }') }, ["JSON_DANGEROUS_KEY x-a,__proto__"]],
  [[], ["MANIFEST_TYPE "]],
])("%j is left out with a warning: %j", (pakJson, codes) => {
  const { manifest, findings } = readOwnManifest({ pakJson });
  expect(codesOf(pakJson)).toEqual(codes);
  expect(findings.every(found => found.severity === "warning")).toBe(true);
  expect(Object.keys(manifest)).toEqual(codes[0]?.startsWith("TEXT") ? ["title"] : []);
});

test("the pak member is blended over the top, without its version", () => {
  const pakJson = {
    title: "X",
    keywords: ["a"],
    pak: { version: ">1", title: "Y", "+keywords": "b", manage: ["x.json"] },
  };
  expect(readOwnManifest({ pakJson }).manifest).toEqual({ title: "Y", keywords: ["a"], manage: ["x.json"] });
});

test.each([
  { blend: { "?profile": "debug", "+a": ["b"] } },
  { pak: { blend: { "?profile": "debug", "+a": ["b"] } } },
])("prefixes in blend survive the layers: %j", pakJson => {
  const { manifest } = readOwnManifest({ pakJson });
  expect(blendLayers([{ name: "package", change: manifest }])).toEqual({
    blend: { "?profile": "debug", "+a": ["b"] },
  });
});

test("a package.json describes and configures, where there is no pak.json", () => {
  const packageJson = {
    ...{
      name: "x",
      version: "1.0.0",
      dependencies: { a: "1" },
      files: ["x"],
      scripts: { install: "rm" },
      main: "x",
      exports: {},
    },
    ...{
      description: "D",
      license: { type: "MIT" },
      author: "A",
      directories: { lib: "x" },
      bugs: { url: "https://example.org/" },
    },
    pak: { export: "dist/*", ignore: "../x", version: "2" },
  };
  const manifest = { description: "D", author: "A", bugs: { url: "https://example.org/" }, export: "dist/*" };
  expect(readOwnManifest({ packageJson })).toEqual({ manifest, findings: [] });
  expect(readOwnManifest({ packageJson, pakJson: {} })).toEqual({ manifest: {}, findings: [] });
  expect(readOwnManifest({ packageJson: [] })).toEqual({ manifest: {}, findings: [] });
  expect(readOwnManifest({})).toEqual({ manifest: {}, findings: [] });
});
