import fc from "fast-check";
import { expect, test } from "vitest";
import { openLines } from "./lines.ts";

test("columns count UTF-16 units", () => {
  expect(openLines("a\n😀b")(4)).toEqual({ line: 2, column: 3 });
});

test("every offset has its place, a newline at the end of its line", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "\n", "😀"), maxLength: 20 });
  fc.assert(
    fc.property(text, text => {
      const placeOf = openLines(text);
      for (let offset = 0; offset <= text.length; offset++) {
        const lines = text.slice(0, offset).split("\n");
        expect(placeOf(offset)).toEqual({ line: lines.length, column: lines.at(-1)!.length + 1 });
      }
    }),
  );
});
