import { expect, test } from "vitest";
import { checkGlob } from "./glob.ts";

test.each([
  ["**/libssl.*", undefined],
  ["!**.gzip", undefined],
  ["dist/{css,js}/*.min.*", undefined],
  ["${LIB}/fonts", undefined],
  ["a/../../b", "GLOB_TRAVERSAL"],
  ["{..,x}/b", "GLOB_TRAVERSAL"],
  ["x/.GIT/hooks", "GLOB_TRAVERSAL"],
  ["~/x", "GLOB_TRAVERSAL"],
  ["a\\b", "GLOB_SYNTAX"],
  ["a\0b", "GLOB_SYNTAX"],
  ["{a,b", "GLOB_SYNTAX"],
  ["", "GLOB_SYNTAX"],
  ["*a*a*a*a*a*a*a*a*a", "GLOB_COMPLEXITY"],
  ["{a,{b,c}}", "GLOB_COMPLEXITY"],
])("%j: %s", (glob, code) => {
  expect(checkGlob(glob).map(found => found.code)).toEqual(code === undefined ? [] : [code]);
});
