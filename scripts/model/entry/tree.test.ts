import { expect, test } from "vitest";
import { checkTree } from "./tree.ts";

const file = (path: string, fields = {}) => ({
  path,
  mode: "100644",
  size: 500,
  status: "added" as const,
  ...fields,
});
const codesOf = (...given: Parameters<typeof checkTree>) => checkTree(...given).map(found => found.code);

test("one file, one writer", () => {
  const releases = [file("catalog/releases/li/libuv.json")];
  const entry = [file("catalog/li/libuv.json")];
  expect(codesOf(releases)).toEqual(["TREE_PATH"]);
  expect(codesOf(releases, { isBot: true })).toEqual([]);
  expect(codesOf(entry, { isBot: true })).toEqual(["TREE_PATH"]);
  expect(codesOf([...releases, ...entry], { isMaintainer: true })).toEqual([]);
});

test("limits from both sides", () => {
  expect(codesOf([file("overrides/libuv.json", { size: 65_536 })])).toEqual([]);
  expect(codesOf([file("overrides/libuv.json", { size: 65_537 })])).toEqual(["TREE_FILE_TOO_LARGE"]);
  expect(codesOf([file("catalog/releases/li/libuv.json", { size: 1_048_576 })], { isBot: true })).toEqual([]);
});

test("a maintainer may delete and change several names", () => {
  const files = [file("catalog/li/libuv.json", { status: "deleted" }), file("catalog/zl/zlib.json")];
  expect(codesOf(files, { isMaintainer: true })).toEqual([]);
  expect(codesOf(files)).toEqual(["TREE_DELETE", "TREE_MULTIPLE_NAMES"]);
});

test("an owner's key goes with the entry", () => {
  expect(codesOf([file("catalog/li/libuv.json"), file(`catalog/keys/${"A".repeat(40)}.asc`)])).toEqual([]);
});
