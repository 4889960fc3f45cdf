import { expect, test } from "vitest";
import { parsePackageWord } from "./package-word.ts";

test.each([
  ["jquery", { asked: "jquery", kind: undefined, name: "jquery", expression: undefined }],
  ["jquery#^3.0.0 || 2.x", { asked: "jquery", name: "jquery", expression: "^3.0.0 || 2.x" }],
  ["jquery@3.7.1", { asked: "jquery", expression: "3.7.1" }],
  ["npm:animate.css", { asked: "npm:animate.css", kind: "npm", name: "animate.css" }],
  ["bower:x#*", { asked: "bower:x", kind: "bower", name: "x", expression: "*" }],
])("%s", (word, expected) => {
  expect(parsePackageWord(word)).toMatchObject(expected);
});

test.each([
  "",
  "JQuery",
  "jquery@",
  "jquery@^3",
  "jquery#",
  "jquery#>",
  "cvs:jquery",
  "../x",
  "a@1.0.0#*",
  "con",
])("%j is none", word => {
  expect(parsePackageWord(word)).toBeUndefined();
});
