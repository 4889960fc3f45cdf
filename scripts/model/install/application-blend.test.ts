import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Json, JsonObject } from "../json.ts";
import { parseApplication } from "./application.ts";
import { blendIntoApplication, blendManaged, listManaged } from "./application-blend.ts";

const APPLICATION = {
  name: "app",
  version: "1.0.0",
  dependencies: { a: "1.0.0" },
  directories: { contents: "x.git/y" },
  expansive: { plugins: ["x"] },
};

test("a package adds to the application", () => {
  const blended = { "?expansive": {}, expansive: { "+plugins": ["y"] }, render: { a: "b" }, "x-y": 1 };
  expect(blendIntoApplication(APPLICATION, { blend: blended })).toEqual({
    document: { ...APPLICATION, expansive: { plugins: ["x", "y"] }, render: { a: "b" }, "x-y": 1 },
    findings: [],
  });
});

test("import is set only where it is absent", () => {
  const blended = (document: JsonObject) => blendIntoApplication(document, { blend: { "=import": true } });
  expect(blended({})).toEqual({ document: { import: true }, findings: [] });
  for (const document of [{ import: false }, { pak: { import: false } }])
    expect(blended(document)).toEqual({ document, findings: [] });
});

describe("left out with a warning", () => {
  test.each<JsonObject>([
    { "+name": "x" },
    { dependencies: { evil: "1.0.0" } },
    { "-dependencies": { a: "" } },
    { "=devDependencies": {} },
    { "=+dependencies": { evil: "1.0.0" } },
    { override: { a: {} } },
    { "=overrides": {} },
    { catalogs: {} },
    { "?scripts": {} },
    { pak: { dependencies: {} } },
    JSON.parse('{ "__proto__": { "import": true } }'),
    { "=__proto__": { import: true } },
    { "=directories": JSON.parse('{ "+__proto__": { "export": "../x" } }') },
    { directories: { export: "../x" } },
    { directories: { "-contents": "x" } },
    { "=directories": "x" },
    { directories: { paks: "src" } },
    { directories: { export: "src" } },
    { "?profile": "debug" },
    { "=import": "yes" },
    { endpoint: "evil/evil" },
    { author: { email: "evil@example.org" } },
    { "=repository": { url: "https://github.com/evil/evil.git", override: "x.json" } },
    { license: "MIT" },
    { build: {} },
    { files: ["**"] },
    { export: "**" },
    { profiles: [] },
    { "=profiles": {} },
    { profiles: { prod: { "=import": true } } },
    { profiles: { debug: { render: {} } } },
    { profiles: { debug: { dependencies: { evil: "1.0.0" } } } },
    { "=profiles": { debug: { "+dependencies": { evil: "1.0.0" } } } },
    { profiles: { debug: { "=+overrides": {} } } },
    { profiles: { debug: { directories: { export: "../x" } } } },
  ])("%j", blended => {
    const { document, findings } = blendIntoApplication(APPLICATION, { name: "evil", blend: blended });
    expect(document).toEqual(APPLICATION);
    expect(findings.map(({ code, severity }) => [code, severity])).toEqual([["BLEND_FIELD", "warning"]]);
  });
});

test("no package ever changes what the application depends on", () => {
  const key = fc.tuple(
    fc.constantFrom("", "+", "-", "=", "?", "=+", "+="),
    fc.constantFrom(
      "dependencies",
      "overrides",
      "pak",
      "profiles",
      "profile",
      "debug",
      "__proto__",
      "directories",
      "export",
    ),
  );
  const { value } = fc.letrec<{ value: Json }>(tie => ({
    value: fc.oneof(
      { depthSize: "medium" },
      fc.constantFrom("debug", "../x", "x", 7, null),
      fc
        .array(fc.tuple(key, tie("value")), { maxLength: 4 })
        .map(members =>
          Object.fromEntries(members.map(([[prefix, field], inside]) => [prefix + field, inside])),
        ),
    ),
  }));
  const document = { ...APPLICATION, profiles: { debug: { import: true } } };
  fc.assert(
    fc.property(value, value, (first, second) => {
      const once = blendIntoApplication(document, { blend: first }).document;
      const { application, findings } = parseApplication(
        blendIntoApplication(once, { blend: second }).document,
      );
      expect(findings).toEqual([]);
      expect(application.dependencies).toEqual(APPLICATION.dependencies);
      expect(application.overridesOf("a")).toEqual([]);
    }),
    { numRuns: 1_000 },
  );
});

test.each<[Json, readonly string[], number]>([
  ["expansive.json", ["expansive.json"], 0],
  [["esp.json", "expansive.json", "esp.json"], ["esp.json", "expansive.json"], 0],
  [["x/esp.json", "../esp.json", ".eslintrc.json", "esp.js", "/esp.json", "con.json", 7], [], 7],
  [["pak.json", "PAK-lock.json", "package.json", "package-lock.json", "npm-shrinkwrap.json"], [], 5],
  [
    [
      "tsconfig.build.json",
      "jsconfig.json",
      "composer.json",
      "deno.json",
      "bower.json",
      "now.json",
      "vercel.json",
    ],
    [],
    7,
  ],
])("manages of %j only %j", (manage, paths, refused) => {
  const listed = listManaged({ name: "x", manage }, { manage });
  expect(listed.paths).toEqual(paths);
  expect(listed.findings.map(({ code, severity }) => `${code} ${severity}`)).toEqual(
    Array(refused).fill("MANAGE_PATH warning"),
  );
});

test("what a package alone names is managed only where the original program knew it", () => {
  const manage = ["esp.json", "lint-staged.json", "expansive.json"];
  expect(listManaged({ manage }, {}).paths).toEqual(["esp.json", "expansive.json"]);
  expect(listManaged({ manage }, { manage: "lint-staged.json" }).paths).toEqual(manage);
});

test("a package without manage manages nothing", () => {
  expect(listManaged({}, {})).toEqual({ paths: [], findings: [] });
});

test("a managed file is made where there is none, and blended where there is one", () => {
  expect(blendManaged(undefined, { "+a": ["x"] })).toEqual({ a: ["x"] });
  expect(blendManaged({ a: ["y"], b: 1 }, { "+a": ["x"] })).toEqual({ a: ["y", "x"], b: 1 });
});
