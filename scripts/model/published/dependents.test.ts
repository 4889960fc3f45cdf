import { expect, test } from "vitest";
import { buildDependents, updateDependents } from "./dependents.ts";

test("dependents are sorted, and one that comes, changes or goes gives what a full build gives", () => {
  const b = { name: "b", expression: "^1" };
  const a = { name: "a", expression: "~2" };
  const full = buildDependents("x", [b, a]);
  expect(full.dependents).toEqual([a, b]);
  expect(updateDependents(buildDependents("x", [b]), "a", "~2")).toEqual(full);
  expect(updateDependents(buildDependents("x", [b, { ...a, expression: "~1" }]), "a", "~2")).toEqual(full);
  expect(updateDependents(full, "a", undefined)).toEqual(buildDependents("x", [b]));
});
