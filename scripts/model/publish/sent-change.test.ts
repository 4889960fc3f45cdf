import { expect, test } from "vitest";
import type { Json } from "../json.ts";
import { readSentChange } from "./sent-change.ts";

const [TREE, PARENT, OTHER] = ["1".repeat(40), "2".repeat(40), "3".repeat(40)];
const REST = "author O <o@example.org> 1 +0000\ncommitter O <o@example.org> 1 +0000\n\nPublish less\n";
const COMMIT = `tree ${TREE}\nparent ${PARENT}\n${REST}`;
const FILES = { "catalog/le/less.json": "{}\n" };

/** So many files of a catalog. */
function makeFiles(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, at) => [`overrides/a${at}.json`, "{}"]));
}

test("a change is its commit, the tree and the parent of that, and the files of a catalog", () => {
  const files = {
    ...FILES,
    "overrides/less.json": "",
    "catalog/recoveries/less.json": "{}",
    "catalog/releases/le/less.json": "{}",
    [`catalog/keys/${"A".repeat(40)}.asc`]: "a key",
  };
  expect(readSentChange({ commit: COMMIT, files, more: 7 })).toEqual({
    commit: COMMIT,
    tree: TREE,
    parent: PARENT,
    files: new Map(Object.entries(files)),
  });
  expect(readSentChange({ commit: COMMIT, files: makeFiles(12) })).toHaveProperty("files.size", 12);
});

function expectRefusal(sent: Json, count = 1): void {
  const read = readSentChange(sent);
  expect(Object.keys(read)).toEqual(["findings"]);
  const findings = "findings" in read ? read.findings : [];
  expect(findings).toHaveLength(count);
  for (const found of findings)
    expect(found).toMatchObject({
      code: "FORM_CHANGE",
      expected: expect.any(String),
      fix: expect.any(String),
    });
}

test.each<[string, Json]>([
  ["null", null],
  ["a text", COMMIT],
  ["a list", [COMMIT, FILES]],
  ["an empty object", {}],
  ["one without a commit", { files: FILES }],
  ["one whose commit is no text", { commit: [COMMIT], files: FILES }],
  ["one without files", { commit: COMMIT }],
  ["one with a list of files", { commit: COMMIT, files: ["{}"] }],
  ["one with files as null", { commit: COMMIT, files: null }],
  ["one with no file", { commit: COMMIT, files: {} }],
  ["one with too many files", { commit: COMMIT, files: makeFiles(13) }],
])("%s is no change", (_, sent) => expectRefusal(sent));

test.each([
  ["no text", ""],
  ["no parent", `tree ${TREE}\n${REST}`],
  ["two parents", `tree ${TREE}\nparent ${PARENT}\nparent ${OTHER}\n${REST}`],
  ["no tree", `parent ${PARENT}\n${REST}`],
  ["its parent before its tree", `parent ${PARENT}\ntree ${TREE}\n${REST}`],
  ["text before its tree", `\n${COMMIT}`],
  ["a short tree", COMMIT.replace(TREE, "1".repeat(39))],
  ["a long parent", COMMIT.replace(PARENT, "2".repeat(64))],
  ["a name for its parent", COMMIT.replace(PARENT, "main")],
  ["a parent in capitals", COMMIT.replace(PARENT, "A".repeat(40))],
])("a commit with %s is refused", (_, commit) => expectRefusal({ commit, files: FILES }));

test.each([
  "",
  "package.json",
  "README.md",
  ".github/workflows/x.yml",
  "scripts/pak.ts",
  "schemas/entry.schema.json",
  "../x",
  "../catalog/le/less.json",
  "catalog/../package.json",
  "catalog/le/../../package.json",
  "catalog/le/../le/less.json",
  "./catalog/le/less.json",
  "/catalog/le/less.json",
  "catalog//le/less.json",
  "catalog\\le\\less.json",
  "catalog/jq/less.json",
  "catalog/le/less.json/x",
  "catalog/le/less.json\n",
  "catalog/le/less.js",
  "catalog/keys/../../package.json",
  "catalog/keys/less.asc",
  "overrides/.json",
  "overrides/../package.json",
  ".git/config",
])("a file at %j is no catalog's", path => {
  expectRefusal({ commit: COMMIT, files: { ...FILES, [path]: "{}" } });
});

test.each([7, true, null, ["{}"], { text: "{}" }])("a file that is %j is no text", text =>
  expectRefusal({ commit: COMMIT, files: { "catalog/le/less.json": text } }),
);

test("every wrong file is told", () => {
  expectRefusal({ commit: COMMIT, files: { ...FILES, "package.json": "{}", "overrides/less.json": 7 } }, 2);
});

test("nothing is taken from a prototype, and __proto__ is no file", () => {
  const change = JSON.stringify({ commit: COMMIT, files: FILES });
  expectRefusal(JSON.parse(`{"__proto__":${change}}`));
  expectRefusal(JSON.parse(`{"commit":${JSON.stringify(COMMIT)},"__proto__":${change}}`));
  for (const key of ["__proto__", "constructor", "prototype"])
    expectRefusal(JSON.parse(change.replace("{}\\n", `{}\\n","${key}":"{}`)));
});
