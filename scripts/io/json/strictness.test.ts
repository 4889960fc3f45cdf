import { expect, test } from "vitest";
import { endOfNumber, isPlainInteger, isStrange } from "./strictness.ts";

test("plain integers", () => {
  expect(["0", "-7", "9007199254740991"].every(isPlainInteger)).toBe(true);
  expect(["-0", "1.0", "1e2", "9007199254740993"].some(isPlainInteger)).toBe(false);
});

test("a number ends where its spelling ends", () => {
  expect(endOfNumber("[-12.5e+3,1]", 1)).toBe(9);
});

test("NUL and half a pair are strange, an emoji is not", () => {
  expect([isStrange("a\0"), isStrange("\ud83d"), isStrange("😀")]).toEqual([true, true, false]);
});
