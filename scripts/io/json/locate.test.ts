import { expect, test } from "vitest";
import { locate, placeOf } from "./locate.ts";

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

test("columns count UTF-16 units", () => {
  expect(placeOf("a\n😀b", 4)).toEqual({ line: 2, column: 3 });
});
