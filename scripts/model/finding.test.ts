import { expect, test } from "vitest";
import { finding, findingsAt, isBlocking } from "./finding.ts";

test("a finding seen from its document keeps its own pointer at the end", () => {
  const [found] = findingsAt(["owners", 0], [finding("OWNER_GITHUB", "no id", { pointer: ["github"] })]);
  expect(found?.pointer).toEqual(["owners", 0, "github"]);
});

test("advice does not block, a held name does", () => {
  expect(isBlocking(finding("X", "x", { severity: "warning" }))).toBe(false);
  expect(isBlocking(finding("X", "x", { severity: "held" }))).toBe(true);
  expect(isBlocking(finding("X", "x"))).toBe(true);
});
