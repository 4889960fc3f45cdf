import { expect, test } from "vitest";
import { isSha256 } from "../release/digests.ts";
import { checkPaper, isLink, isTool, LONGEST_TOOL, readAt, UNREAD } from "./paper.ts";

const differ = (document: never, expected: object) =>
  checkPaper("X", document, JSON.stringify(expected)).map(found => [
    found.pointer?.join("."),
    found.expected,
  ]);

test("every place that differs is found, in keys of either side", () => {
  const document = { a: 1, b: [1, { c: "x" }, 3], extra: {}, list: {} } as never;
  expect(differ(document, { a: 1, b: [1, { c: "y" }], gone: true, list: [] })).toEqual([
    ["b.1.c", '"y"'],
    ["b.2", "nothing"],
    ["gone", "true"],
    ["list", "[]"],
    ["extra", "nothing"],
  ]);
  expect(differ({ a: 1, b: [null] } as never, { b: [null], a: 1 })).toEqual([]);
});

test("a value that could not be read is found whatever stands there", () => {
  expect(differ({ a: UNREAD } as never, { a: UNREAD })).toEqual([["a", "another value"]]);
  expect(differ({ a: "" } as never, { a: UNREAD })).toHaveLength(1);
});

test("only so many are told, and no prototype answers", () => {
  expect(differ(Array.from({ length: 99 }, () => 1) as never, [])).toHaveLength(20);
  expect(differ(JSON.parse('{"__proto__":{"x":1}}') as never, {})).toEqual([["__proto__", "nothing"]]);
  expect(differ([] as never, { a: 1 })).toEqual([["", '{"a":1}']]);
});

test("programs and their versions are short and plain, links are addresses", () => {
  const versions = [
    "GNU Make 4.4.1",
    "v".repeat(LONGEST_TOOL),
    `v${"v".repeat(LONGEST_TOOL)}`,
    "a\u202eb",
    1,
  ];
  expect(versions.map(version => isTool("make", version))).toEqual([true, true, false, false, false]);
  expect(["g++", "", "../make", "m".repeat(65)].map(name => isTool(name, "1"))).toEqual([
    true,
    false,
    false,
    false,
  ]);
  expect([isLink("https://example.org/"), isLink("http://example.org/"), isLink({})]).toEqual([
    true,
    false,
    false,
  ]);
});

test("a place is read when it holds what it should", () => {
  const digest = "0a".repeat(32);
  const document = { list: [{ sha256: digest }], text: digest } as never;
  expect(readAt(document, isSha256, "list", 0, "sha256")).toBe(digest);
  for (const place of [["list", 1, "sha256"], ["text", 0], ["text", "length"], ["constructor"], []]) {
    expect(readAt(document, isSha256, ...place)).toBeUndefined();
  }
});
