import { expect, test } from "vitest";
import { explainSyntax } from "./syntax.ts";

function explain(text: string) {
  try {
    JSON.parse(text);
  } catch (error) {
    const { message, line, column } = explainSyntax(text, error as SyntaxError);
    return [message, line, column];
  }
  return undefined;
}

test.each<[string, unknown[]]>([
  ['{"a":1 /* c */}', ["a comment", 1, 8]],
  ['{\n"a": [1,\n]}', ["a comma before the closing bracket", 3, 1]],
  ["{a:1}", ["a key without quotes", 1, 2]],
  ['{"a":1 "b":2}', ["a missing comma", 1, 8]],
  ['{"a":NaN}', ["a word that JSON does not know", 1, 6]],
  ['{"a":', ["the file ends too early", 1, 6]],
  ["", ["the file is empty", 1, 1]],
  ["<<<<<<< HEAD\n{}", ["the file holds the marks of a merge conflict", 1, 1]],
  ["404: Not Found", ["the file holds a server's error answer, not a document", 1, 1]],
])("%j is explained", (text, words) => {
  expect(explain(text)).toEqual(words);
});
