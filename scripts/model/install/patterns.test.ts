import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkGlob } from "../override/glob.ts";
import { selectFiles, selectPaths } from "./patterns.ts";

const PATHS = [
  ".hidden",
  "a(1)+[x].js",
  "app.css",
  "app.js",
  "dist",
  "dist-old/x.css",
  "lib/.deep/b.css",
  "lib/app.css",
  "lib/css/app.css",
  "lib/js/app.js",
  "pak.json",
];

describe("a pattern selects", () => {
  test.each<[readonly string[], readonly string[]]>([
    [["*.js"], ["a(1)+[x].js", "app.js"]],
    [["*"], [".hidden", "a(1)+[x].js", "app.css", "app.js", "dist", "pak.json"]],
    [["**"], PATHS],
    [["."], PATHS],
    [["./"], PATHS],
    [["**.css"], PATHS.filter(path => path.endsWith(".css"))],
    [["**/*.css"], PATHS.filter(path => path.endsWith(".css"))],
    [["**/app.css"], ["app.css", "lib/app.css", "lib/css/app.css"]],
    [["lib**.css"], ["lib/.deep/b.css", "lib/app.css", "lib/css/app.css"]],
    [["li**/app.css"], ["lib/app.css", "lib/css/app.css"]],
    [["lib/*.css"], ["lib/app.css"]],
    [["lib/**/app.css"], ["lib/app.css", "lib/css/app.css"]],
    [["lib/*"], ["lib/app.css"]],
    [["lib/*/"], ["lib/.deep/b.css", "lib/css/app.css", "lib/js/app.js"]],
    [["lib/**"], PATHS.filter(path => path.startsWith("lib/"))],
    [["lib"], PATHS.filter(path => path.startsWith("lib/"))],
    [["./lib/"], PATHS.filter(path => path.startsWith("lib/"))],
    [["lib/css"], ["lib/css/app.css"]],
    [["lib/{css,js}"], ["lib/css/app.css", "lib/js/app.js"]],
    [["{*.js,lib/css/**}"], ["a(1)+[x].js", "app.js", "lib/css/app.css"]],
    [["dist"], ["dist"]],
    [["dist/"], []],
    [["app.?s"], ["app.js"]],
    [["?app.js"], []],
    [["a(1)+[x].js"], ["a(1)+[x].js"]],
    [["{app.js"], []],
    [["!*.css", "app.*"], ["app.js"]],
    [
      ["lib", "!lib/css/", "!**/*.js"],
      ["lib/.deep/b.css", "lib/app.css"],
    ],
    [["!app.js"], []],
    [[], []],
    [["App.js"], []],
  ])("%j", (patterns, selected) => {
    expect(selectPaths(PATHS, patterns)).toEqual(selected);
  });
});

test("any text is a pattern, and a path without wildcards selects itself", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom(..."*?{},![]()/.^$|\\ab😀\n") }),
      fc.string(),
      (pattern, path) => {
        selectPaths([path], [pattern]);
        if (/^[^*?{}!./]+$/.test(pattern)) expect(selectPaths([pattern], [pattern])).toEqual([pattern]);
      },
    ),
  );
});

test("the costliest pattern that is allowed takes no time", () => {
  for (const pattern of ["*a*a*a*a*a*a*a*a", "**a*a*a*a*a*a*a*a", "{*a,*a,*a,*a}{*a,*a,*a,*a}b"]) {
    expect(checkGlob(pattern)).toEqual([]);
    const begin = performance.now();
    expect(selectPaths([`${"a".repeat(250)}c`], [pattern])).toEqual([]);
    expect(performance.now() - begin).toBeLessThan(1_000);
  }
});

describe("installed files", () => {
  const files = [
    "LICENSE",
    "README.md",
    "dist/a.js",
    "licensing/x",
    "notice.txt",
    "package.json",
    "pak.json",
    "src/a.ts",
  ];
  const kept = ["LICENSE", "README.md", "notice.txt", "package.json", "pak.json"];

  test.each([
    [{}, files],
    [{ files: [] }, files],
    [{ files: "dist" }, [...kept, "dist/a.js"]],
    [{ files: [["dist/*"], "src/**"], ignore: "**.ts" }, [...kept, "dist/a.js"]],
    [{ files: ["!src"] }, [...kept, "dist/a.js", "licensing/x"]],
    [{ ignore: ["**"] }, kept],
    [{ ignore: ["!src/**"] }, files],
    [{ ignore: ["src/**", "!src/a.ts"] }, files],
  ])("%j", (fields, selected) => {
    expect(selectFiles(files, fields)).toEqual(selected.toSorted());
  });
});
