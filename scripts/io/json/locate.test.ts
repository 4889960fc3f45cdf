import { expect, test } from "vitest";
import { locate } from "./locate.ts";

const TEXT = `{
  "name": "x",
  "owners": [
    { "email": "a" },
    { "email": "b", "key": 1 }
  ]
}
`;

test.each<[(string | number)[], number, number]>([
  [[], 1, 1],
  [["name"], 2, 3],
  [["owners", 1], 5, 5],
  [["owners", 1, "key"], 5, 21],
  [["owners", 7], 3, 3],
  [["missing"], 1, 1],
])("%j is at line %i, column %i", (pointer, line, column) => {
  expect(locate(TEXT, pointer)).toEqual({ line, column });
});

test("of a key written twice the first counts, and both for what lies inside", () => {
  const text = '{"a":{"x":1},\n"a":{"y":2}}';
  expect(locate(text, ["a"])).toEqual({ line: 1, column: 2 });
  expect(locate(text, ["a", "y"])).toEqual({ line: 2, column: 6 });
  expect(locate("\n", ["a"])).toEqual({ line: 1, column: 1 });
});

test("a position is no key", () => {
  expect(locate('{"a":[1],\n"b":{"0":1}}', ["a", "0"])).toEqual({ line: 1, column: 2 });
  expect(locate('{"a":[1],\n"b":{"0":1}}', ["b", 0])).toEqual({ line: 2, column: 1 });
});

test("a thousand places in one text cost one look at it, however long its keys are", () => {
  const key = "k".repeat(400_000);
  const text = `{"${key}":{${Array.from({ length: 40_000 }, (_, at) => `"${at}":0`).join(",\n")}}}`;
  const start = performance.now();
  for (let at = 0; at < 1_000; at++) expect(locate(text, [key, `${at}`]).line).toBe(at + 1);
  expect(performance.now() - start).toBeLessThan(5_000);
});
