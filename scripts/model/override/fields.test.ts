import { expect, test } from "vitest";
import { FIELD_CHECKS, fieldOf } from "./fields.ts";

const codesOf = (field: string, value: never) =>
  FIELD_CHECKS.get(field)!(value, { name: "x" }).map(found => found.code);

test.each([
  ["export", "dist/*", []],
  ["export", ["a", { from: ["b", "c"], to: "${LIB}/b", trim: 1, overwrite: false }], []],
  ["export", { from: "a", trim: 33 }, ["OVERRIDE_TYPE"]],
  ["import", true, []],
  ["import", 1, ["OVERRIDE_TYPE"]],
  ["author", { name: "A", email: "a@example.org" }, []],
  ["author", { name: "A", age: 7 }, ["OVERRIDE_UNKNOWN_FIELD"]],
  ["repository", "https://github.com/a/b.git", []],
  ["repository", { patch: { url: "https://github.com/a/b/releases/download/1/x" } }, ["PATCH_UNPINNED"]],
  ["directories", { lib: "../x" }, ["GLOB_TRAVERSAL"]],
  ["blend", { deep: ["a\u202eb"] }, ["TEXT_BIDI"]],
])("%s %j: %j", (field, value, codes) => {
  expect(codesOf(field, value as never)).toEqual(codes);
});

test("a blend prefix is no part of the field", () => {
  expect(["+files", "=files", "?files", "-files", "files"].map(fieldOf)).toEqual(Array(5).fill("files"));
});
