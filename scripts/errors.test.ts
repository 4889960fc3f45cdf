import { expect, test } from "vitest";
import { exitOf, PakError } from "./errors.ts";

test("every failure of integrity ends with exit 3, a bug with 70", () => {
  expect(exitOf(new PakError("HEAD_ROLLBACK", "x"))).toBe(3);
  expect(exitOf(new PakError("NOT_FOUND", "x"))).toBe(6);
  expect(exitOf(new TypeError("x"))).toBe(70);
});
