import { expect, test } from "vitest";
import { addSkipped, NOTHING_SKIPPED } from "./upstream.ts";

test("counts add up field by field", () => {
  const some = { versions: 1, undigested: 2, undated: 3, dependencies: 4, tags: 5 };
  expect(addSkipped(some, some)).toEqual({
    versions: 2,
    undigested: 4,
    undated: 6,
    dependencies: 8,
    tags: 10,
  });
  expect(addSkipped(some, NOTHING_SKIPPED)).toEqual(some);
});
