import { posix, win32 } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Json } from "../json.ts";
import { planExports } from "./export.ts";

const DIRECTORIES = { export: "lib", paks: "paks", contents: "src/contents" };
const PATHS = [
  "README.md",
  "a.css",
  "dist/a.js",
  "dist/css/a.css",
  "dist/readme.md",
  "package.json",
  "pak.json",
];

function plan(
  manifest: { readonly export?: Json },
  paths: readonly string[] = PATHS,
  vouched: { readonly export?: Json } = manifest,
) {
  return planExports({ name: "x", manifest, vouched, paths }, DIRECTORIES);
}

const targetsOf = (exported: Json, paths?: readonly string[]) =>
  plan({ export: exported }, paths).copies.map(({ from, to }) => `${from} ${to}`);

describe("export", () => {
  test.each<[Json, readonly string[]]>([
    ["a.css", ["a.css lib/x/a.css"]],
    [
      ["a.css", "dist/*.js"],
      ["a.css lib/x/a.css", "dist/a.js lib/x/dist/a.js"],
    ],
    ["*", ["README.md lib/x/README.md", "a.css lib/x/a.css", "package.json lib/x/package.json"]],
    [{ from: "*" }, ["a.css lib/x/a.css"]],
    [{ from: ["*"] }, ["README.md lib/x/README.md", "a.css lib/x/a.css", "package.json lib/x/package.json"]],
    [
      {},
      [
        "a.css lib/x/a.css",
        "dist/a.js lib/x/dist/a.js",
        "dist/css/a.css lib/x/dist/css/a.css",
        "dist/readme.md lib/x/dist/readme.md",
      ],
    ],
    [{ from: "pak.json" }, ["pak.json lib/x/pak.json"]],
    ["pak.*", []],
    [{ from: "dist/**.css", trim: 1 }, ["dist/css/a.css lib/x/css/a.css"]],
    [{ from: "dist/**.css", trim: 9 }, ["dist/css/a.css lib/x/a.css"]],
    [{ from: "a.css", to: "fonts/${NAME}-1" }, ["a.css lib/fonts/x-1/a.css"]],
    [{ from: "a.css", to: "." }, ["a.css lib/a.css"]],
    [{ from: "a.css", to: "${TOP}" }, ["a.css a.css"]],
    [{ from: "a.css", to: "${TOP}/css" }, ["a.css css/a.css"]],
    [{ from: "a.css", to: "${LIB}/css/" }, ["a.css lib/css/a.css"]],
    [{ from: "a.css", to: "${EXPORT}/./css" }, ["a.css lib/css/a.css"]],
    [{ from: "a.css", to: "${CONTENTS}/css" }, ["a.css src/contents/css/a.css"]],
    [
      [
        { from: "a.css", to: "." },
        { from: "dist/css/a.css", to: ".", trim: 2 },
      ],
      ["dist/css/a.css lib/a.css"],
    ],
    [null, []],
    [false, []],
    [[], []],
  ])("%j: %j", (exported, targets) => {
    expect(plan({ export: exported }).findings).toEqual([]);
    expect(targetsOf(exported)).toEqual(targets);
  });

  test.each([
    [["dist/a.js", "lib/a.js"], ["dist/a.js lib/x/a.js"]],
    [["lib/a.js", "src/a.js"], ["lib/a.js lib/x/a.js"]],
    [["src/a.js", "distant/a.js"], []],
  ])("absent, of %j: %j", (paths, targets) => {
    expect(plan({}, paths).copies.map(({ from, to }) => `${from} ${to}`)).toEqual(targets);
  });

  test.each<[Json, string, number]>([
    [7, "EXPORT_TYPE", 0],
    [[true, "a.css"], "EXPORT_TYPE", 1],
    [{ to: "${HOME}" }, "EXPORT_FOLDER", 0],
    [{ to: "x/${TOP}" }, "EXPORT_FOLDER", 0],
    [{ to: "/etc" }, "EXPORT_FOLDER", 0],
    [{ to: "${TOP}//etc" }, "EXPORT_FOLDER", 0],
    [{ to: "../.." }, "EXPORT_DESTINATION", 0],
    [{ to: "${PAKS}/jquery" }, "EXPORT_DESTINATION", 0],
    [{ to: "${TOP}/.github" }, "EXPORT_DESTINATION", 0],
    [{ from: ["*"], to: "${TOP}" }, "EXPORT_DESTINATION", 2],
  ])("%j is found: %s", (exported, code, copied) => {
    const { copies, findings } = plan({ export: exported });
    expect(findings.map(found => found.code)).toEqual([code]);
    expect(copies).toHaveLength(copied);
  });
});

test("a later instruction wins, and says whether it overwrites", () => {
  const instruction = { from: "a.css", to: "." };
  expect(plan({ export: [instruction, { ...instruction, overwrite: false }] }).copies).toEqual([
    { from: "a.css", to: "lib/a.css", isOverwriting: false },
  ]);
});

test("no destination ever leaves the folder", () => {
  const part = fc.oneof(
    fc.constantFrom(
      "..",
      ".",
      "",
      ".git",
      ".GIT ",
      "git~1",
      "con",
      "C:",
      "\\\\host\\share",
      "x",
      "pak.json",
      "paks",
      "node_modules",
    ),
    fc.constantFrom(
      "${TOP}",
      "${LIB}",
      "${PAKS}",
      "${NAME}",
      "${",
      "..\\..",
      "\0",
      "a.",
      ".npmrc",
      "tsconfig.json",
    ),
    fc.string({ unit: "binary", maxLength: 4 }),
  );
  const path = fc.array(part, { minLength: 1, maxLength: 5 }).map(parts => parts.join("/"));
  fc.assert(
    fc.property(fc.array(path, { minLength: 1 }), fc.option(path), fc.nat(4), (paths, to, trim) => {
      for (const folder of [to, `\${TOP}/${to}`]) {
        for (const copy of plan({ export: { from: ["**"], to: folder, trim } }, paths).copies) {
          expect(posix.resolve("/app", copy.to)).toBe(`/app/${copy.to}`);
          expect(win32.resolve("C:\\app", copy.to)).toBe(`C:\\app\\${copy.to.replaceAll("/", "\\")}`);
          expect(copy.to).not.toMatch(
            /^(?:\.|pak\.json$|paks\/)|(?:^|\/)(?:\.git|node_modules)(?:\/|$)|[\0-\x1f]/i,
          );
        }
      }
    }),
    { numRuns: 1_000 },
  );
});

describe("what the package alone says", () => {
  test.each([
    ["lib/x", { from: "a.css" }, ["lib/x/a.css"]],
    ["a folder in lib/x", { from: "a.css", to: "x/deep" }, ["lib/x/deep/a.css"]],
    ["another package's folder", { from: "a.css", to: "y" }, []],
    ["lib itself", { from: "a.css", to: "${LIB}" }, []],
    ["the application's folder", { from: "a.css", to: "${TOP}" }, []],
  ])("goes to %s as it may", (_, exported, targets) => {
    const { copies, findings } = plan({ export: exported }, PATHS, {});
    expect(copies.map(({ to }) => to)).toEqual(targets);
    expect(findings.map(({ code }) => code)).toEqual(targets.length > 0 ? [] : ["EXPORT_DESTINATION"]);
  });

  test("goes anywhere when the catalog or the person says the very same", () => {
    const top = { from: "a.css", to: "${TOP}/styles" };
    const { copies } = plan({ export: [top, { from: "a.css", to: "${TOP}" }] }, PATHS, { export: top });
    expect(copies.map(({ to }) => to)).toEqual(["styles/a.css"]);
  });
});

test("neither instructions nor copies are without end", () => {
  const instructions = Array.from({ length: 101 }, (_, at) => ({ from: "a.css", to: `x/${at}` }));
  expect(plan({ export: instructions })).toMatchObject({ copies: [], findings: [{ code: "EXPORT_SIZE" }] });
  const paths = Array.from({ length: 300 }, (_, at) => `${at}.css`);
  const many = Array.from({ length: 70 }, (_, at) => ({ from: "*", to: `x/${at}` }));
  expect(plan({ export: many }, paths)).toMatchObject({ copies: [], findings: [{ code: "EXPORT_SIZE" }] });
});
