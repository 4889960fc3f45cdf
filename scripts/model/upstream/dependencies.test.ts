import { expect, test } from "vitest";
import { parseDependencies } from "./dependencies.ts";

test("keeps npm names as npm gives them, sorted", () => {
  const { kept, skipped } = parseDependencies({
    "@scope/b": "^1.2.3",
    JSONStream: "~1",
    a: ">=1 <2 || 3.x",
    z: "1.9.1 - 3",
  });
  expect(Object.entries(kept!)).toEqual([
    ["@scope/b", "^1.2.3"],
    ["JSONStream", "~1"],
    ["a", ">=1 <2 || 3.x"],
    ["z", "1.9.1 - 3"],
  ]);
  expect(skipped).toBe(0);
});

test.each([
  "git+https://example.org/a/b.git",
  "https://example.org/a.tgz",
  "npm:other@^1.0.0",
  "file:../a",
  "workspace:*",
  "latest",
  "a/b",
  "",
  " ",
  `1.0.0${" ".repeat(260)}`,
  null,
  7,
])("leaves the expression %j out and counts it", expression => {
  expect(parseDependencies({ a: expression })).toMatchObject({ skipped: 1 });
  expect(parseDependencies({ a: expression })).not.toHaveProperty("kept");
});

test.each([
  "__proto__",
  "constructor",
  "prototype",
  "../up",
  "a b",
  ".hidden",
  "@a/b/c",
  "a\nb",
  "x".repeat(215),
  "",
])("leaves the name %j out and counts it", name => {
  const dependencies: unknown = JSON.parse(`{${JSON.stringify(name)}: "1.0.0", "good": "1.0.0"}`);
  expect(parseDependencies(dependencies)).toMatchObject({ kept: { good: "1.0.0" }, skipped: 1 });
});

test("names in `except` are neither kept nor counted", () => {
  expect(parseDependencies({ a: "1.0.0" }, new Set(["a"]))).toEqual({ all: new Set(), skipped: 0 });
});

test.each([undefined, null, [], "a", 3, {}])("%j holds no dependencies", value => {
  expect(parseDependencies(value)).toEqual({ all: new Set(), skipped: 0 });
});
