import { expect, test } from "vitest";
import { parseDuration } from "./duration.ts";

test("hours, days and weeks are milliseconds", () => {
  const hour = 3_600_000;
  expect(["0h", "12h", "7d", "2w"].map(parseDuration)).toEqual([0, 12 * hour, 168 * hour, 336 * hour]);
});

test.each(["", "7", "d", "-7d", "1.5d", "7 d", "7D", "7days", "7m", "99999d", "7d\n"])("%j is none", text => {
  expect(parseDuration(text)).toBeUndefined();
});
