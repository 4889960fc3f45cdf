import { expect, test } from "vitest";
import { checkText } from "./text.ts";

test.each([
  ["Bibliothèque réseau — 日本語 العربية 👍", undefined],
  ["x".repeat(20), undefined],
  ["x".repeat(41), "TEXT_TOO_LONG"],
  ["", "TEXT_EMPTY"],
  [" x", "TEXT_BLANKS"],
  ["a\u2028b", "TEXT_CONTROL"],
  ["a\u0085b", "TEXT_CONTROL"],
  ["a\u202eb", "TEXT_BIDI"],
  ["a\u200bb", "TEXT_INVISIBLE"],
  ["a\ufeffb", "TEXT_INVISIBLE"],
  ["a\ufe0fb", "TEXT_INVISIBLE"],
  ["a\u{e0041}b", "TEXT_INVISIBLE"],
  ["z\u0336\u0336\u0336\u0336", "TEXT_COMBINING"],
  ["e\u0301", "TEXT_NORMALIZATION"],
  ["a\udc00b", "TEXT_SURROGATE"],
  [7, "TEXT_TYPE"],
])("%j: %s", (text, code) => {
  expect(checkText(text, 40).map(found => found.code)).toEqual(code === undefined ? [] : [code]);
});
