import { expect, test } from "vitest";
import { checkName, isName } from "./name.ts";

test.each([
  ["x", undefined],
  ["a.b_c-d", undefined],
  ["a--b", "NAME_SYNTAX"],
  ["-a", "NAME_SYNTAX"],
  ["A", "NAME_SYNTAX"],
  ["constructor", "NAME_RESERVED"],
  ["aux.x", "NAME_RESERVED"],
  ["a.sig", "NAME_RESERVED"],
  ["all", "NAME_RESERVED"],
  [null, "NAME_TYPE"],
])("%j: %s", (name, code) => {
  expect(checkName(name).map(found => found.code)).toEqual(code === undefined ? [] : [code]);
  expect(isName(name)).toBe(code === undefined);
});
