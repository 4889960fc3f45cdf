import { expect, test } from "vitest";
import type { JsonObject } from "../json.ts";
import { EMPTY_LOCK, parseLock, renderLock } from "./lock.ts";
import type { Selection } from "./selection.ts";

const INTEGRITY = `sha512-${"A".repeat(86)}==`;
const COMMIT = "c".repeat(40);

const NPM: Selection = {
  name: "b",
  version: "1.0.0",
  catalog: "test",
  endpoint: "@npm:b",
  pin: { integrity: INTEGRITY },
  layers: [
    { name: "entry", change: { name: "b" } },
    { name: "catalog", change: { "+files": ["x"] } },
  ],
};
const GIT: Selection = {
  ...NPM,
  name: "a",
  endpoint: "https://github.com/acme/a.git",
  pin: { tag: "v1.0.0", commit: COMMIT, tree: `h1:${"A".repeat(43)}=` },
};

const ARTIFACT = { sha256: "a".repeat(64), size: 3, oci: `ghcr.io/acme/b@sha256:${"b".repeat(64)}` };

const lockOf = (...selections: Selection[]) => new Map(selections.map(one => [one.name, one]));

test("what is written is read again, sorted, and says the same whatever came first", () => {
  const aliases = new Map([
    ["z", "b"],
    ["pak:y", "a"],
  ]);
  const text = renderLock({ ...EMPTY_LOCK, packages: lockOf(NPM, GIT), aliases });
  expect(
    renderLock({ ...EMPTY_LOCK, packages: lockOf(GIT, NPM), aliases: new Map([...aliases].reverse()) }),
  ).toBe(text);
  expect(text).toMatch(
    /^\{\n {2}"lockVersion": 1,\n[\s\S]*"pak:y"[\s\S]*"z"[\s\S]*"a": \{[\s\S]*"b": \{[\s\S]*\}\n$/,
  );
  expect(parseLock(JSON.parse(text))).toEqual({ ...EMPTY_LOCK, packages: lockOf(GIT, NPM), aliases });
  expect(parseLock(JSON.parse(renderLock(EMPTY_LOCK)))).toEqual(EMPTY_LOCK);
});

test("what this computer's user says stays out of it", () => {
  const layers = [...NPM.layers, { name: "user", change: { title: "Mine" } } as const];
  const text = renderLock({ ...EMPTY_LOCK, packages: lockOf({ ...NPM, layers }) });
  expect(text).toBe(renderLock({ ...EMPTY_LOCK, packages: lockOf(NPM) }));
});

const written = JSON.parse(renderLock({ ...EMPTY_LOCK, packages: lockOf(NPM, GIT) })) as {
  packages: Record<"a" | "b", JsonObject>;
};

test.each<[string, unknown, RegExp]>([
  ["a list", [], /not an object/],
  ["nothing", null, /not an object/],
  ["an object of another program", {}, /lockVersion is undefined, not 1/],
  ["a newer one", { ...written, lockVersion: 2 }, /lockVersion is 2, not 1/],
  ["one without packages", { lockVersion: 1 }, /no packages/],
  ["one with aliases of another shape", { ...written, aliases: ["b"] }, /no packages/],
  ["an alias to no name", { ...written, aliases: { z: 7 } }, /the alias "z"/],
  ["an alias that is no name", { ...written, aliases: { "../z": "b" } }, /the alias "\.\.\/z"/],
])("%s is refused with a sentence", (_, document, sentence) => {
  expect(parseLock(document as JsonObject)).toMatch(sentence);
});

test.each<[string, string, unknown]>([
  ["a name that no package has", "../../evil", written.packages.b],
  ["a prototype", "__proto__", written.packages.b],
  ["no object", "b", "1.0.0"],
  ["no version", "b", { ...written.packages.b, version: "^1.0.0" }],
  ["no catalog", "b", { ...written.packages.b, catalog: undefined }],
  ["no endpoint", "b", { ...written.packages.b, endpoint: undefined }],
  ["an alias as endpoint", "b", { ...written.packages.b, endpoint: "@c" }],
  ["an endpoint on this computer", "a", { ...written.packages.a, endpoint: "file:///etc" }],
  ["npm's pin on git", "a", { ...written.packages.b, endpoint: GIT.endpoint }],
  ["git's pin on npm", "b", { ...written.packages.a, endpoint: "@npm:b" }],
  ["no pin", "b", { ...written.packages.b, integrity: undefined }],
  ["a weak digest", "b", { ...written.packages.b, integrity: "sha1-AAAA" }],
  ["a tag that is an option", "a", { ...written.packages.a, tag: "--upload-pack=x" }],
  ["half a commit", "a", { ...written.packages.a, commit: COMMIT.slice(1) }],
  ["a tree of another kind", "a", { ...written.packages.a, tree: "h2:x" }],
  ["an artifact of no digest", "b", { ...written.packages.b, artifact: { ...ARTIFACT, sha256: "x" } }],
  ["an artifact that says more", "b", { ...written.packages.b, artifact: { ...ARTIFACT, built: "2026" } }],
  ["no layers", "b", { ...written.packages.b, layers: [] }],
  ["a layer of another name", "b", { ...written.packages.b, layers: { mine: {} } }],
  ["a layer of no fields", "b", { ...written.packages.b, layers: { entry: "x" } }],
])("a package with %s is named", (_, name, value) => {
  const packages = JSON.parse(`{ ${JSON.stringify(name)}: ${JSON.stringify(value)} }`) as JsonObject;
  expect(parseLock({ lockVersion: 1, packages })).toBe(`${JSON.stringify(name)} in it is not in order`);
});

test("the artifact that was taken stays the one to take", () => {
  const lock = { ...EMPTY_LOCK, packages: lockOf({ ...NPM, artifact: ARTIFACT }) };
  expect(parseLock(JSON.parse(renderLock(lock)))).toEqual(lock);
});

test("what was blended and what was absent are kept with it", () => {
  const lock = {
    ...EMPTY_LOCK,
    packages: lockOf(NPM),
    absent: new Set(["z", "npm:y"]),
    blended: new Map([["b", "f".repeat(64)]]),
  };
  expect(parseLock(JSON.parse(renderLock(lock)))).toEqual(lock);
  expect(parseLock({ ...written, absent: ["../z"] })).toMatch(/absent/);
});

test.each<[string, JsonObject]>([
  ["dependencies that are a text", { catalog: { dependencies: "x" } }],
  ["a dependency that is a number", { release: { dependencies: { b: 7 } } }],
  ["a patch that is a number", { catalog: { repository: { patch: 7 } } }],
  ["a destination outside", { catalog: { export: { from: "**", to: "../../x" } } }],
  ["a layer of this computer", { user: { title: "x" } }],
])("%s in a layer is not in order", (_, layers) => {
  const packages = { b: { ...written.packages.b, layers } };
  expect(parseLock({ ...written, packages })).toMatch(/"b" in it is not in order/);
});

test("an alias whose package somebody took out is forgotten", () => {
  expect(parseLock({ ...written, aliases: { z: "c" } } as JsonObject)).toMatchObject({ aliases: new Map() });
});
