import { expect, test } from "vitest";
import { isJsonObject } from "./json.ts";

test("null and arrays are no objects", () => {
  expect([null, [], "x", 1, undefined].some(isJsonObject)).toBe(false);
  expect(isJsonObject({})).toBe(true);
});
