import { expect, test } from "vitest";
import { resolveAlias } from "./alias.ts";

function chain(length: number): Map<string, string | null> {
  const names = Array.from({ length: length + 1 }, (_, i) => `n${i}`);
  return new Map(names.map((name, i) => [name, names[i + 1] ?? null]));
}

test("four hops end, five are too many", () => {
  expect(resolveAlias("n0", name => chain(4).get(name))).toMatchObject({
    resolved: "n4",
    hops: ["n1", "n2", "n3", "n4"],
  });
  expect(resolveAlias("n0", name => chain(5).get(name))).toMatchObject({
    findings: [{ code: "ALIAS_TOO_DEEP" }],
  });
});

test("a package is its own end", () => {
  expect(resolveAlias("n0", name => chain(0).get(name))).toEqual({ hops: [], resolved: "n0" });
});

test("the finding shows the way", () => {
  const circle = new Map([
    ["a", "b"],
    ["b", "a"],
  ]);
  expect(resolveAlias("a", name => circle.get(name))).toMatchObject({
    findings: [{ code: "ALIAS_CYCLE", message: expect.stringContaining("a → b → a") }],
  });
});
