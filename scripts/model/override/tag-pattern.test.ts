import { expect, test } from "vitest";
import { checkTagPattern } from "./tag-pattern.ts";

const codesOf = (...given: Parameters<typeof checkTagPattern>) =>
  checkTagPattern(...given).map(found => found.code);

test.each([
  ["^v(\\d+)\\.(\\d+)\\.(\\d+)$", undefined],
  ["^v(\\d{1,100})$", undefined],
  ["^v(\\d{1,101})$", "PATTERN_REPEAT"],
  ["^v(\\d+)\\$", "PATTERN_NOT_ANCHORED"],
  ["^v(\\d+)\\\\$", undefined],
  ["^(a)\\1$", "PATTERN_NOT_LINEAR"],
  ["^(?<=a)(b)$", "PATTERN_NOT_LINEAR"],
  ["^(a$", "PATTERN_NOT_LINEAR"],
  [`^(${"a".repeat(197)})$`, "PATTERN_LENGTH"],
  [`^(${"a".repeat(196)})$`, undefined],
])("%s: %s", (pattern, code) => {
  expect(codesOf(pattern)).toEqual(code === undefined ? [] : [code]);
});

test("known tags have to match", () => {
  expect(codesOf("^v(\\d+)$", ["x1", "v1"])).toEqual([]);
  expect(codesOf("^v(\\d+)$", ["x1"])).toEqual(["PATTERN_NO_MATCH"]);
});

test("a pattern that hangs JavaScript's engine is answered at once", () => {
  expect(codesOf("^(a|a)*(b)$", ["a".repeat(50_000)])).toEqual(["PATTERN_NO_MATCH"]);
});
