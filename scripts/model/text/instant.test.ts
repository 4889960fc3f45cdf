import fc from "fast-check";
import { expect, test } from "vitest";
import { isDay, isInstant, renderInstant } from "./instant.ts";

test("every real instant is one, and no other text", () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date("0001-01-01"), max: new Date("9999-12-31"), noInvalidDate: true }),
      date => {
        const text = renderInstant(date);
        expect([isInstant(text), isDay(text.slice(0, 10))]).toEqual([true, true]);
      },
    ),
  );
  for (const text of [
    "2026-02-29T00:00:00Z",
    "2026-13-01T00:00:00Z",
    "2026-01-01T24:00:00Z",
    "2026-01-01T00:00:00.000Z",
    "2026-01-01",
    7,
  ]) {
    expect(isInstant(text), String(text)).toBe(false);
  }
  expect([isDay("2024-02-29"), isDay("1900-02-29"), isDay("2026-00-01")]).toEqual([true, false, false]);
});
