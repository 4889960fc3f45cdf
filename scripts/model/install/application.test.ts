import { describe, expect, test } from "vitest";
import type { JsonObject } from "../json.ts";
import { blend } from "../manifest/blend.ts";
import { parseApplication } from "./application.ts";

test("an empty document is an application", () => {
  const { application, findings } = parseApplication({});
  expect(findings).toEqual([]);
  expect(application).toEqual({
    dependencies: {},
    optionalDependencies: {},
    isImporting: false,
    directories: { export: "lib", paks: "paks" },
    overridesOf: expect.any(Function),
  });
});

test("pak is blended over the top, then the profile", () => {
  const { application, findings } = parseApplication({
    name: "app",
    version: "1.0.0",
    dependencies: { a: "1" },
    profiles: {
      debug: { "+dependencies": { b: "2" }, "=directories": { export: "./out/lib/" } },
      other: { name: "x" },
    },
    pak: {
      version: ">1",
      profile: "debug",
      import: true,
      directories: { top: ".", pakcache: "~/.paks", contents: "src" },
    },
  });
  expect(findings).toEqual([]);
  expect(application).toMatchObject({
    name: "app",
    version: "1.0.0",
    profile: "debug",
    dependencies: { a: "1", b: "2" },
    isImporting: true,
    directories: { export: "out/lib", paks: "paks" },
  });
});

describe("what is wrong is found where it stands, and left out", () => {
  test.each<[JsonObject, string]>([
    [{ name: 7 }, "APPLICATION_TYPE name"],
    [{ import: "true" }, "APPLICATION_TYPE import"],
    [{ pak: [] }, "APPLICATION_TYPE pak"],
    [{ profiles: [] }, "APPLICATION_TYPE profiles"],
    [{ dependencies: ["a"] }, "APPLICATION_TYPE dependencies"],
    [{ dependencies: { a: "not a range" } }, "RANGE_SYNTAX dependencies.a"],
    [{ pak: { optionalDependencies: { a: 1 } } }, "RANGE_SYNTAX pak.optionalDependencies.a"],
    [
      { profile: "p", profiles: { p: { "+dependencies": { "=a": ">>" } } } },
      "RANGE_SYNTAX profiles.p.+dependencies.=a",
    ],
    [{ directories: [] }, "APPLICATION_TYPE directories"],
    [{ directories: { export: "../x" } }, "APPLICATION_DIRECTORY directories.export"],
    [{ directories: { export: "/etc" } }, "APPLICATION_DIRECTORY directories.export"],
    [{ directories: { paks: ".git" } }, "APPLICATION_DIRECTORY directories.paks"],
    [{ directories: { paks: "x/.hidden" } }, "APPLICATION_DIRECTORY directories.paks"],
    [{ directories: { paks: "." } }, "APPLICATION_DIRECTORY directories.paks"],
    [{ directories: { paks: 1 } }, "APPLICATION_DIRECTORY directories.paks"],
    [{ overrides: [] }, "APPLICATION_TYPE overrides"],
    [{ override: { a: "x" } }, "APPLICATION_TYPE override.a"],
    [{ override: { a: { "+files": "../x" } } }, "GLOB_TRAVERSAL override.a.+files"],
    [{ override: { a: { scripts: {} } } }, "APPLICATION_SCRIPT override.a.scripts"],
    [{ overrides: { "*": { nodeps: "yes" } } }, "APPLICATION_UNKNOWN_FIELD overrides.*.nodeps"],
  ])("%j: %s", (document, expected) => {
    const { application, findings } = parseApplication(document);
    expect(findings.map(({ code, pointer }) => `${code} ${pointer?.join(".")}`)).toEqual([expected]);
    expect(application.directories).toEqual({ export: "lib", paks: "paks" });
  });
});

test("a folder that only a blend makes is checked as well", () => {
  const document = {
    directories: { export: "x.git/y" },
    profile: "p",
    profiles: { p: { directories: { "-export": "x" } } },
  };
  const { application, findings } = parseApplication(document);
  expect(application.directories.export).toBe("lib");
  expect(findings.map(found => found.pointer)).toEqual([["profiles", "p", "directories", "-export"]]);
});

describe("changes of packages", () => {
  const changesOf = (document: JsonObject) => {
    const { application, findings } = parseApplication(document);
    expect(findings).toEqual([]);
    return application.overridesOf("a");
  };

  test("stand from the general to the special, overrides before override", () => {
    const all = { "*": { title: "1" }, a: { title: "2" }, b: { title: "3" } };
    const own = { "*": { title: "4" }, a: { title: "5" }, b: { title: "6" } };
    expect(changesOf({ override: own, overrides: all }).map(({ title }) => title)).toEqual([
      "1",
      "2",
      "4",
      "5",
    ]);
  });

  test("keep their prefixes in pak", () => {
    expect(changesOf({ pak: { override: { a: { "+keywords": ["x"] } } } })).toEqual([{ "+keywords": ["x"] }]);
  });

  test("are none for a name that every object inherits", () => {
    expect(parseApplication({ override: {} }).application.overridesOf("constructor")).toEqual([]);
  });

  const manifest = {
    dependencies: { b: "1" },
    optionalDependencies: { c: "1" },
    export: { from: "dist/**", trim: 1 },
    blend: { x: 1 },
    manage: ["x.json"],
    profile: "debug",
  };
  test.each<["override" | "overrides", JsonObject, JsonObject]>([
    ["override", { nodeps: true }, { dependencies: {}, optionalDependencies: {} }],
    ["overrides", { nodeps: true, noblend: false }, { dependencies: {}, optionalDependencies: {} }],
    ["override", { noblend: true }, { blend: {}, manage: [], profile: null }],
    ["override", { import: false }, { import: false, export: [] }],
    ["override", { import: true }, { import: true }],
    ["override", { export: null }, { export: [] }],
    ["overrides", { export: null }, { export: [] }],
    ["overrides", { export: [] }, { export: [] }],
    ["override", { export: false }, { export: [] }],
    ["override", { export: { from: "a" } }, { export: { from: "a" } }],
    ["overrides", { export: { from: "a" } }, { export: { from: "a", trim: 1 } }],
  ])("%s %j makes %j", (field, change, expected) => {
    const [translated] = changesOf({ [field]: { a: change } });
    expect(blend(manifest, translated!)).toEqual({ ...manifest, ...expected });
  });
});
