import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import { readApplication, renderLike, withProfile } from "./application-file.ts";

describe("a folder without pak.json", () => {
  test.each<[string, string, Record<string, string>, string, string]>([
    ["its own name", "My App", {}, "my-app", "1.0.0"],
    [
      "what package.json says",
      "x",
      { "package.json": '{ "name": "app", "version": "2.1.0" }' },
      "app",
      "2.1.0",
    ],
    ["nothing that can't be", "x", { "package.json": '{ "name": "@a/b", "version": "^2" }' }, "x", "1.0.0"],
    ["a name anyway", "_", {}, "application", "1.0.0"],
  ])("has one in mind with %s", (_, folder, files, name, version) => {
    const root = join(makeFolder(), folder);
    mkdirSync(root);
    writeFiles(root, files);
    const read = readApplication(root);
    expect(read).toMatchObject({ before: undefined, findings: [], application: { isImporting: true } });
    expect(read.document).toEqual({ name, version, import: true, dependencies: {} });
  });
});

test("pak.json is read leniently, with the profile that it or somebody chooses", () => {
  const root = makeFolder();
  writeFiles(root, {
    "pak.json": `{
      // what we need
      dependencies: { jquery: '^3.0.0', },
      profile: "debug",
      profiles: { debug: { dependencies: { tracer: "*" } }, release: { "=dependencies": {} } },
    }`,
  });
  const { application, findings, document } = readApplication(root);
  expect(findings).toEqual([]);
  expect(application.dependencies).toEqual({ jquery: "^3.0.0", tracer: "*" });
  expect(readApplication(root, "release").application.dependencies).toEqual({});
  expect(readApplication(root, "release").document).toEqual(document);
});

test("what is wrong in it is found with its line", () => {
  const root = makeFolder();
  writeFiles(root, { "pak.json": '{\n  "name": "x",\n  "import": "yes"\n}\n' });
  expect(readApplication(root).findings).toMatchObject([
    { code: "APPLICATION_TYPE", file: "pak.json", line: 3, pointer: ["import"] },
  ]);
});

test.each(["{", "[]", ""])("%j is no application", text => {
  const root = makeFolder();
  writeFiles(root, { "pak.json": text });
  expect(() => readApplication(root)).toThrow(expect.objectContaining({ code: "READ" }));
});

test("no profile leaves a document as it is", () => {
  const document = { profile: "debug" };
  expect(withProfile(document, undefined)).toBe(document);
  expect(withProfile(document, "release")).toEqual({ profile: "release" });
});

test.each([
  ["two blanks where nothing was", undefined, '{\n  "a": {\n    "b": 1\n  }\n}\n'],
  ["two blanks for one line", '{ "a": 1 }', '{\n  "a": {\n    "b": 1\n  }\n}\n'],
  ["four blanks", '{\n    "a": 1\n}', '{\n    "a": {\n        "b": 1\n    }\n}\n'],
  ["tabs", '{\r\n\t"a": 1\r\n}', '{\n\t"a": {\n\t\t"b": 1\n\t}\n}\n'],
])("a text is indented as before: %s", (_, text, expected) => {
  const before = text === undefined ? undefined : { path: "", text, document: {}, mode: 0o644 };
  expect(renderLike(before, { a: { b: 1 } })).toBe(expected);
});
