import { expect, test } from "vitest";
import { openCooldown } from "./cooldown.ts";

test("ends after so many hours", () => {
  const { isOver, endOf } = openCooldown(new Date("2026-11-21T12:00:00.500Z"), 72);
  expect(isOver("2026-11-18T12:00:00Z")).toBe(true);
  expect(isOver("2026-11-18T12:00:01Z")).toBe(false);
  expect(endOf("2026-11-18T12:00:01Z")).toBe("2026-11-21T12:00:01Z");
});
