import { expect, test } from "vitest";
import { anEntry, aRelease } from "../../test/catalog.ts";
import type { PackageParts } from "./build.ts";
import { buildNpmAnswer } from "./npm-client.ts";

const registries = { registry: "http://127.0.0.1:4873/", scopes: {} };
const POPPER = anEntry({ name: "popper", endpoint: "@npm:@popperjs/core" });
const INTEGRITY = aRelease("1.0.0").integrity;

function answer(fields: Partial<PackageParts>, name = "popper") {
  return buildNpmAnswer(name, { entry: POPPER, releases: [aRelease("2.0.0")], ...fields }, registries);
}

test("the catalog's name stands over the tarball of npm's", () => {
  expect(answer({})).toStrictEqual({
    name: "popper",
    "dist-tags": { latest: "2.0.0" },
    versions: {
      "2.0.0": {
        name: "popper",
        version: "2.0.0",
        dist: {
          tarball: "http://127.0.0.1:4873/@popperjs/core/-/core-2.0.0.tgz",
          integrity: INTEGRITY,
        },
      },
    },
  });
  expect(answer({}, "pop")?.versions["2.0.0"]).toMatchObject({ name: "pop" });
});

test("what was yanked is left out, what is deprecated says so, and a prerelease is not the latest", () => {
  const releases = [
    aRelease("3.0.0-beta.1"),
    aRelease("2.0.0", { yanked: "broken" }),
    aRelease("1.0.0", { deprecated: "use 3" }),
  ];
  const found = answer({ releases });
  expect(found?.["dist-tags"]).toEqual({ latest: "1.0.0" });
  expect(Object.keys(found?.versions ?? {})).toEqual(["3.0.0-beta.1", "1.0.0"]);
  expect(found?.versions["1.0.0"]?.deprecated).toBe("use 3");
});

test("dependencies are the blended ones, also those that no catalog has, in npm's words", () => {
  const releases = [aRelease("2.0.0", { dependencies: { "not-here": "^1", old: "*" } }), aRelease("1.0.0")];
  const change = {
    dependencies: { twin: "match", both: ">=1.0.0 && <2.0.0", exact: "==1.2.3", not: "!=1.0.0" },
    "=optionalDependencies": { extra: "~1" },
  };
  const override = { "@npm/@popperjs/core": { ">=2.0.0": change } };
  const versions = answer({ releases, override })?.versions;
  expect(versions?.["2.0.0"]).toMatchObject({
    dependencies: {
      "not-here": "^1",
      old: "*",
      twin: "2.0.0",
      both: ">=1.0.0   <2.0.0",
      exact: "=1.2.3",
      not: "!=1.0.0",
    },
    optionalDependencies: { extra: "~1" },
  });
  expect(versions?.["1.0.0"]).not.toHaveProperty("dependencies");
  const without = { "@npm/@popperjs/core": { "*": { "=dependencies": {} } } };
  expect(answer({ releases, override: without })?.versions["2.0.0"]).not.toHaveProperty("dependencies");
});

test("there is no answer without an npm package, and none without a release to choose", () => {
  expect(answer({ entry: anEntry({ name: "x", endpoint: "https://github.com/o/r.git" }) })).toBeUndefined();
  expect(answer({ releases: [] })).toBeUndefined();
  expect(answer({ releases: [aRelease("1.0.0", { yanked: "broken" })] })).toBeUndefined();
});
