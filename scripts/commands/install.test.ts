import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { makeFolder, writeFiles } from "../test/repository.ts";
import { startUpstream } from "../test/upstream.ts";
import { aWorld, NOON } from "../test/world.ts";
import { parseArguments } from "./arguments.ts";
import { install } from "./install.ts";
import { GLOBAL_FLAGS } from "./table.ts";

/** A catalog, and a folder in which a person types; `pakJson` is what stands there before. */
async function openFolder(pakJson?: object | string) {
  const upstream = await startUpstream(
    {
      a: { versions: { "2.0.0": {}, "1.1.0": { deprecated: "use 2" }, "1.0.0": {} } },
      b: { versions: { "1.0.0": { dependencies: { a: "^1.0.0" }, optionalDependencies: { c: "*" } } } },
      c: { versions: { "1.0.1": { yanked: "it leaks" }, "1.0.0": {} } },
      gone: { entry: { retracted: { date: "2026-11-01", reason: "malware" } }, versions: { "1.0.0": {} } },
      old: { entry: { endpoint: "@a" } },
    },
    { now: NOON },
  );
  const root = makeFolder();
  const { environment } = upstream;
  const text = typeof pakJson === "object" ? JSON.stringify(pakJson) : pakJson;
  writeFiles(root, { "pak.json": text });
  return {
    root,
    upstream,
    readPak: () => JSON.parse(readFileSync(join(root, "pak.json"), "utf8")),
    async run(...typed: string[]) {
      const world = aWorld({ environment, home: environment.PAK_HOME!, root });
      const exit = await install.run(world, parseArguments(install, GLOBAL_FLAGS, typed));
      return { ...world, exit };
    },
  };
}

test.each<[string, object, object]>([
  ["a", {}, { dependencies: { a: "^2.0.0" } }],
  ["a#~1.0", {}, { dependencies: { a: "~1.0" } }],
  ["a@1.0.0", {}, { dependencies: { a: "1.0.0" } }],
  ["old", {}, { dependencies: { a: "^2.0.0" } }],
  ["pak:a", {}, { dependencies: { "pak:a": "^2.0.0" } }],
  ["a --optional", {}, { optionalDependencies: { a: "^2.0.0" } }],
  ["a --no-save", {}, {}],
  ["a c", { dependencies: { b: "*" } }, { dependencies: { a: "^1.1.0", b: "*", c: "^1.0.0" } }],
  ["a", { dependencies: { a: "~1.0.0" } }, { dependencies: { a: "~1.0.0" } }],
  ["a#*", { dependencies: { a: "~1.0.0" } }, { dependencies: { a: "*" } }],
  ["a", { optionalDependencies: { a: "1.0.0" } }, { optionalDependencies: { a: "1.0.0" } }],
  ["a@1.1.0", { optionalDependencies: { a: "1.0.0" } }, { optionalDependencies: { a: "1.1.0" } }],
])("pak install %s, after %j, saves %j", async (typed, before, after) => {
  const { run, readPak, root } = await openFolder({ name: "app", ...before });
  expect(await run(...typed.split(" "))).toMatchObject({ exit: 0 });
  expect(readPak()).toEqual({ name: "app", ...after });
  expect(existsSync(join(root, "paks/a/dist/a.js"))).toBe(true);
});

test("aliases, deprecated and yanked versions are told; programs get all of it in one document", async () => {
  const { run } = await openFolder();
  const { reported } = await run("old#^1.0.0", "c@1.0.1");
  expect(reported).toEqual(["old → a", "a 1.1.0 is deprecated: use 2", "c 1.0.1 is yanked: it leaks"]);
  expect(JSON.parse((await run("--json", "--explain")).printed.join("\n"))).toMatchObject({
    installed: [],
    removed: [],
    kept: 2,
    findings: [],
    leftOut: [],
    explained: { a: [{ field: "name" }, {}, { field: "version", layers: ["release"] }], c: {} },
  });
});

test("optional packages come on demand, and are left out where they can't be had", async () => {
  const { run, readPak } = await openFolder();
  expect((await run("b")).printed).toEqual(["+ a 1.1.0", "+ b 1.0.0", "2 packages installed"]);
  expect((await run("--all")).printed).toEqual(["+ c 1.0.0", "1 package installed, 2 packages here already"]);
  const optional = await run("nothing", "--optional");
  expect([optional.exit, optional.reported]).toEqual([
    0,
    expect.arrayContaining([
      "left out nothing, which is optional for the application: there is no package nothing",
    ]),
  ]);
  expect(readPak().optionalDependencies).toBeUndefined();
});

test("--profile chooses another profile than the file does", async () => {
  const profiles = { web: { dependencies: { a: "*" } }, lean: { dependencies: { c: "*" } } };
  const { run, root } = await openFolder({ profile: "web", profiles });
  const listPaks = () => readdirSync(join(root, "paks")).filter(name => !name.startsWith("."));
  await run();
  expect(listPaks()).toEqual(["a"]);
  expect((await run("--profile", "lean")).printed).toEqual([
    "+ c 1.0.0",
    "- a 2.0.0",
    "1 package installed, 1 package removed",
  ]);
  expect(listPaks()).toEqual(["c"]);
});

test("what is wrong in pak.json is told with its line, and nothing is done", async () => {
  const text = '{\n  "import": "yes",\n  "dependencies": { "a": ">" }\n}\n';
  const { run, root } = await openFolder(text);
  const { exit, reported } = await run("a");
  expect([exit, reported.filter(line => line.startsWith("pak.json"))]).toEqual([
    1,
    [
      expect.stringMatching(/^pak\.json:2:\d+ error APPLICATION_TYPE /),
      expect.stringMatching(/^pak\.json:3:\d+ error RANGE_SYNTAX /),
    ],
  ]);
  const json = await run("--json");
  expect([json.exit, JSON.parse(json.printed.join("\n")).findings.length]).toEqual([1, 2]);
  expect([readFileSync(join(root, "pak.json"), "utf8"), existsSync(join(root, "pak-lock.json"))]).toEqual([
    text,
    false,
  ]);
});

describe("refused, and the folder stays as it is:", () => {
  test.each<[string, object, string, RegExp]>([
    ["A", {}, "USAGE", /"A" is not NAME/],
    ["nothing", {}, "NOT_FOUND", /there is no package nothing/],
    ["gone", {}, "RETRACTED", /gone was withdrawn: malware/],
    ["a@9.9.9", {}, "CONFLICT", /there is no such version/],
    ["a#^2.0.0", { dependencies: { b: "*" } }, "CONFLICT", /b 1\.0\.0/],
    ["c#^1.0.1", {}, "CONFLICT", /yanked/],
    ["a --offline", {}, "STALE", /./],
  ])("pak install %s, after %j", async (typed, before, code, message) => {
    const { run, root } = await openFolder(before);
    await expect(run(...typed.split(" "))).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
    expect(readdirSync(root).filter(name => name !== "paks")).toEqual(["pak.json"]);
  });
});

test("a known lock file needs no catalog, and --offline no network, once packages are cached", async () => {
  const { run, root, upstream } = await openFolder({ dependencies: { b: "*" } });
  await run();
  await upstream.close();
  for (const path of ["paks/a/dist/a.js", "paks/.installed.json"]) writeFiles(root, { [path]: undefined });
  expect((await run("--offline")).printed).toEqual(["+ a 1.1.0", "+ b 1.0.0", "2 packages installed"]);
  await expect(run("c")).rejects.toMatchObject({ code: "NETWORK" });
  rmSync(upstream.cache, { recursive: true });
  rmSync(join(root, "paks"), { recursive: true });
  await expect(run("--offline")).rejects.toMatchObject({
    code: "NETWORK",
    message: expect.stringMatching(/^[ab] 1\.\d\.0 is not in the cache and --offline asks nobody$/),
  });
  writeFiles(root, { "pak-lock.json": "{" });
  await expect(run()).rejects.toMatchObject({ code: "LOCK" });
});
