import { expect, test } from "vitest";
import { explainDocument } from "./explain.ts";
import { ENTRY_LIMITS } from "./strictness.ts";

test("all that is wrong is reported, each at its place", () => {
  const text = '{\n  "a": 1.5,\n  "a": "\\u0000",\n  "constructor": 2\n}';
  const found = explainDocument(text, ENTRY_LIMITS).map(({ code, line, pointer }) => [code, line, pointer]);
  expect(found).toEqual([
    ["JSON_NUMBER", 2, ["a"]],
    ["JSON_DUPLICATE_KEY", 3, ["a"]],
    ["JSON_NUL", 3, ["a"]],
    ["JSON_DANGEROUS_KEY", 4, ["constructor"]],
  ]);
});
