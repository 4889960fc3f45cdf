import { expect, test } from "vitest";
import { aRelease } from "../../test/catalog.ts";
import { latestOf } from "./latest.ts";

test("the newest stable release that is not yanked, else the newest prerelease", () => {
  const [old, yanked, next] = [
    aRelease("1.0.0"),
    aRelease("1.2.0", { yanked: "broken" }),
    aRelease("2.0.0-rc.1"),
  ];
  expect(latestOf([next, yanked, old])).toBe(old);
  expect(latestOf([old, yanked, next])).toBe(old);
  expect(latestOf([next, yanked])).toBe(next);
  expect(latestOf([yanked])).toBeUndefined();
  expect(latestOf([])).toBeUndefined();
});
