import { expect, test } from "vitest";
import { checkTag } from "./tag.ts";

test.each([
  ["v1.2.3+build.7", undefined],
  [`v${"1".repeat(199)}`, undefined],
  [`v${"1".repeat(200)}`, "TAG_LENGTH"],
  ["-v", "TAG_OPTION"],
  ["__proto__", "TAG_CHARS"],
  ["a..b", "TAG_SYNTAX"],
  ["a.lock", "TAG_SYNTAX"],
  ["a/.b", "TAG_SYNTAX"],
  ["v1 2", "TAG_CHARS"],
  ["v~1", "TAG_CHARS"],
  ["toString", "TAG_RESERVED"],
  [7, "TAG_TYPE"],
])("%j: %s", (tag, code) => {
  expect(checkTag(tag).map(found => found.code)).toEqual(code === undefined ? [] : [code]);
});
