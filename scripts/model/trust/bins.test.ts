import { expect, test } from "vitest";
import { prefixDigits } from "./bins.ts";

test.each([
  [0, 0],
  [15, 0],
  [16, 1],
  [250, 1],
  [4_000, 1],
  [10_000, 2],
  [100_000, 2],
  [2_000_000, 3],
  [1e9, 3],
])("%i packages: %i digits", (packages, digits) => {
  expect(prefixDigits(packages)).toBe(digits);
});
