import { expect, test } from "vitest";
import { parseWords } from "./package-words.ts";

test("words are packages, each with the versions that will do", () => {
  const asked = parseWords({ words: ["jquery", "npm:a@1.0.0", "b#^2"], flags: {} });
  expect(asked.map(({ asked, expression }) => [asked, expression])).toEqual([
    ["jquery", undefined],
    ["npm:a", "1.0.0"],
    ["b", "^2"],
  ]);
});

test.each(["JQuery", "jquery@^3", "jquery#", "../x", "cvs:a", ""])("%j is refused with examples", word => {
  expect(() => parseWords({ words: ["jquery", word], flags: {} })).toThrow(
    expect.objectContaining({
      code: "USAGE",
      message: `${JSON.stringify(word)} is not NAME[#EXPRESSION|@VERSION]`,
      fix: expect.stringContaining("jquery@3.7.1"),
    }),
  );
});
