import { expect, test } from "vitest";
import { readPackageFields, readRepositoryUrl } from "./package-fields.ts";

test("a package.json's fields come in the catalog's form", () => {
  const manifest = {
    name: "less",
    version: "4.2.0",
    description: "  Style\n sheets ",
    license: "MIT",
    keywords: ["CSS", "style sheets", "css", "dark_mode"],
    homepage: "https://lesscss.org",
    repository: { type: "git", url: "git+https://github.com/less/less.js.git", directory: "packages/less" },
    dependencies: { tslib: "^2" },
    scripts: { postinstall: "x" },
  };
  expect(readPackageFields(manifest)).toEqual({
    fields: {
      version: "4.2.0",
      description: "Style sheets",
      license: "MIT",
      keywords: ["css", "style-sheets", "dark-mode"],
      homepage: "https://lesscss.org",
      repository: { type: "git", url: "https://github.com/less/less.js.git" },
    },
    leftOut: [],
  });
});

test("npm's older shapes are read", () => {
  expect(
    readPackageFields({
      licenses: [{ type: "MIT", url: "x" }],
      keywords: "css, less",
      repository: "less/less.js",
    }).fields,
  ).toEqual({
    license: "MIT",
    keywords: ["css", "less"],
    repository: { type: "git", url: "https://github.com/less/less.js.git" },
  });
  expect(readPackageFields({ license: { type: "ISC" } }).fields).toEqual({ license: "ISC" });
});

test.each<[string, unknown]>([
  ["version", "v1"],
  ["version", "1.0.0+build"],
  ["description", "x".repeat(281)],
  ["description", "\u202eneht"],
  ["description", 7],
  ["license", "UNLICENSED"],
  ["license", "SEE LICENSE IN LICENSE.txt"],
  ["license", "MIT/X11"],
  ["license", ["MIT"]],
  ["keywords", ["<b>"]],
  ["keywords", [{ __proto__: null }, 7]],
  ["homepage", "http://lesscss.org"],
  ["homepage", "javascript:alert(1)"],
  ["repository", "https://bitbucket.org/a/b"],
  ["repository", { url: 7 }],
])("%s %j is left out, and told", (field, value) => {
  const { fields, leftOut } = readPackageFields({ [field]: value as never });
  expect(fields).toEqual({});
  expect(leftOut).toEqual([expect.objectContaining({ pointer: [field], message: expect.any(String) })]);
});

test.each(["", null, []])("%j says nothing, and nothing is told of it", value => {
  const fields = ["version", "description", "license", "homepage", "repository", "keywords"];
  const given = value === null || value === "" ? fields : ["keywords"];
  const manifest = Object.fromEntries(given.map(field => [field, value]));
  expect(readPackageFields(manifest)).toEqual({ fields: {}, leftOut: [] });
});

test("no more keywords than an entry has, however many are given", () => {
  const keywords = Array.from({ length: 100_000 }, (_, at) => `word-${at}`);
  const { fields, leftOut } = readPackageFields({ keywords });
  expect(fields.keywords).toEqual(keywords.slice(0, 20));
  expect(leftOut).toHaveLength(1);
});

test.each([
  "git@github.com:less/less.js.git",
  "ssh://git@github.com/less/less.js",
  "https://octocat:secret@github.com/less/less.js.git",
  "https://github.com/less/less.js/",
  "git+https://git@github.com/less/less.js.git",
])("%j leads to the repository, without who may enter", text =>
  expect(readRepositoryUrl(text)).toBe("https://github.com/less/less.js.git"),
);

test.each([
  "/srv/git/less.git",
  "file:///srv/less",
  "https://git.example.org/a/b.git",
  `${"/".repeat(1e6)}x`,
])("%.40s is no place that a catalog knows", text => expect(readRepositoryUrl(text)).toBeUndefined());
