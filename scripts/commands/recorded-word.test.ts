import { expect, test } from "vitest";
import { parseRecordedWord } from "./recorded-word.ts";

const parse = (word: string) => parseRecordedWord({ words: [word], flags: {} });

test("a name, with a version or without", () => {
  expect(parse("libuv")).toEqual({ name: "libuv" });
  expect(parse("libuv@1.49.2")).toEqual({ name: "libuv", version: "1.49.2" });
});

test("there is exactly one", () => {
  for (const words of [[], ["libuv", "zlib"]])
    expect(() => parseRecordedWord({ words, flags: {} })).toThrow(/takes one NAME/);
});

test.each(["Libuv", "libuv@^1", "libuv#1.0.0", "npm:libuv", "libuv@1", ""])("%j is refused", word => {
  expect(() => parse(word)).toThrow(expect.objectContaining({ code: "USAGE" }));
});
