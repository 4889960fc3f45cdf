import { expect, test } from "vitest";
import { explainDocument } from "./explain.ts";
import { ENTRY_LIMITS, RELEASES_LIMITS } from "./strictness.ts";

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

test("a key is there twice in one object, not in two of the same name", () => {
  const found = explainDocument('{"a":{"x":1.5},"a":{"x":2}}', ENTRY_LIMITS);
  expect(found.map(({ code, pointer }) => [code, pointer])).toEqual([
    ["JSON_NUMBER", ["a", "x"]],
    ["JSON_DUPLICATE_KEY", ["a"]],
  ]);
});

test("a hundred findings are told, and how many more there are", () => {
  const listOf = (length: number) => `[${Array(length).fill("1.5").join(",\n")}]`;
  const explain = (length: number) => explainDocument(listOf(length), RELEASES_LIMITS);
  expect(explain(100)).toHaveLength(100);
  expect(explain(100).at(-1)).toMatchObject({ code: "JSON_NUMBER", line: 100 });
  expect(explain(101).at(-1)).toEqual({
    code: "FINDINGS_LEFT_OUT",
    message: "1 more finding of this file is not told",
    fix: expect.any(String),
  });
  const start = performance.now();
  // One more is the limit of 65,536 items.
  expect(explain(240_000).at(-1)!.message).toBe("239901 more findings of this file are not told");
  expect(performance.now() - start).toBeLessThan(5_000);
});

test("a long key costs its length once, not once for each value inside", () => {
  const text = `{"${"k".repeat(40_000)}":{${Array.from({ length: 2_500 }, (_, at) => `"${at}":0`).join()}}}`;
  const start = performance.now();
  expect(explainDocument(text, ENTRY_LIMITS).map(({ code }) => code)).toEqual(["JSON_TOO_LONG"]);
  expect(performance.now() - start).toBeLessThan(5_000);
});
