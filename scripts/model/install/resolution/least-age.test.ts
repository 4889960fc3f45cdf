import { expect, test } from "vitest";
import { isYoung, renderWait } from "./least-age.ts";

const DAY = 86_400_000;
const WEEK = { age: 7 * DAY, now: Date.parse("2026-11-21T12:00:00Z"), spared: new Map() };

test.each([
  ["2026-11-14T12:00:00Z", false],
  ["2026-11-14T12:00:01Z", true],
  ["2027-01-01T00:00:00Z", true],
  ["", true],
])("what was published %j is young: %j", (published, young) => {
  expect(isYoung({ version: "1.0.0", published }, WEEK)).toBe(young);
});

test("the wait is told, as far as anybody knows it", () => {
  const wait = (published: string) => renderWait({ version: "1.0.0", published }, WEEK);
  expect(wait("2026-11-20T00:00:00Z")).toBe("held back until 2026-11-27T00:00:00Z");
  expect(wait("")).toBe("nobody says when it was published");
});
