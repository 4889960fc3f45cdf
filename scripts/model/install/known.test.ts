import { describe, expect, test } from "vitest";
import { anEntry, aRelease } from "../../test/catalog.ts";
import type { Override } from "../override/override.ts";
import type { Release } from "../release/release.ts";
import { knowLocated, knowLocked, type Located, makeSelection, type Selected } from "./known.ts";

const RELEASE = aRelease("1.0.0", { dependencies: { b: "^1.0.0" }, optionalDependencies: { c: "*" } });

function locate(catalog: string, release: Release = RELEASE, override?: Override): Located {
  const { $schema, ...entry } = anEntry({ name: "a" });
  const document = { $schema, name: "a", entry, releases: [release], ...(override && { override }) };
  return { name: "a", hops: [], catalog, document };
}

test("a selection has all that the catalog says, in the order of the layers", () => {
  const located = locate("test", RELEASE, { "@npm/a": { "*": { "=files": ["a.js"] } } });
  expect(makeSelection(located, RELEASE)).toEqual({
    name: "a",
    version: "1.0.0",
    catalog: "test",
    endpoint: "@npm:a",
    pin: { integrity: RELEASE.integrity },
    layers: [
      { name: "entry", change: { name: "a", description: "About a" } },
      {
        name: "release",
        change: { version: "1.0.0", dependencies: { b: "^1.0.0" }, optionalDependencies: { c: "*" } },
      },
      { name: "catalog", change: { "=files": ["a.js"] } },
    ],
  });
});

test.each([
  { tag: "v1", commit: "c".repeat(40) },
  { tag: "v1", commit: "c".repeat(40), tree: `h1:${"A".repeat(43)}=` },
])("a git release is pinned to %j", pin => {
  const release = { version: "1.0.0", published: "", ...pin };
  expect(makeSelection(locate("test", release), release).pin).toEqual(pin);
});

describe("dependencies, from a catalog and from a lock file alike,", () => {
  test.each([
    ["test", { b: "^1.0.0" }, { c: "*" }],
    ["npm", { "npm:b": "^1.0.0" }, { "npm:c": "*" }],
    ["bower", { "bower:b": "^1.0.0" }, { "bower:c": "*" }],
  ])("of the catalog %s", (catalog, dependencies, optionalDependencies) => {
    const located = locate(catalog);
    const known = [knowLocated(located, () => []), knowLocked(makeSelection(located, RELEASE), () => [])];
    for (const { name, releases, dependenciesOf } of known) {
      expect([name, releases[0]?.version]).toEqual(["a", "1.0.0"]);
      expect(dependenciesOf(releases[0]!)).toEqual({ dependencies, optionalDependencies });
    }
  });

  test("are those that this person's layers leave", () => {
    const asked: Selected[] = [];
    const known = knowLocked(makeSelection(locate("test"), RELEASE), selected => {
      asked.push(selected);
      return [{ name: "user", change: { "=dependencies": { d: "2.0.0" }, "=optionalDependencies": {} } }];
    });
    expect(known.dependenciesOf(known.releases[0]!)).toEqual({
      dependencies: { d: "2.0.0" },
      optionalDependencies: {},
    });
    expect(asked).toMatchObject([{ name: "a", endpoint: "@npm:a", version: "1.0.0" }]);
  });

  test("may be none", () => {
    const release = aRelease("1.0.0");
    const known = knowLocated(locate("npm", release), () => []);
    expect(known.dependenciesOf(release)).toEqual({ dependencies: {}, optionalDependencies: {} });
  });
});
