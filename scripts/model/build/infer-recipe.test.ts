import { expect, test } from "vitest";
import { inferBuilder, makeUnknownBuild } from "./infer-recipe.ts";

const GIT = "https://github.com/acme/foo.git";

test.each([
  [["CMakeLists.txt", "Makefile", "package.json"], GIT, "cmake"],
  [["configure", "package.json"], GIT, "make"],
  [["GNUmakefile"], GIT, "make"],
  [["makefile"], GIT, "make"],
  [["package.json", "setup.py"], GIT, "npm"],
  [["package.json", "Makefile"], "@npm:foo", "npm"],
  [["Makefile"], "@npm:foo", "make"],
  [["setup.py"], GIT, "python"],
  [["pyproject.toml"], GIT, "python"],
  [["src/Makefile", "README.md", "Makefile.am"], GIT, undefined],
])("%j from %s is built by %s", (paths, endpoint, builder) => {
  expect(inferBuilder(paths, endpoint)).toBe(builder);
});

test("who finds nothing is told what to write, and where", () => {
  expect(makeUnknownBuild("foo")).toMatchObject({
    code: "BUILD_RECIPE",
    fix: expect.stringContaining('overrides/foo.json: "build": { "builder": "command"'),
  });
});
