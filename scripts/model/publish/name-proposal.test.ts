import fc from "fast-check";
import { expect, test } from "vitest";
import { isName } from "../name/name.ts";
import { proposeName } from "./name-proposal.ts";

test.each([
  ["less.js", "less.js"],
  ["@babel/core", "core"],
  ["My Library (2)", "my-library-2"],
  ["__Foo--bar__", "foo-bar"],
  ["Ñandú", "nandu"],
  [`${"a".repeat(63)}-b`, "a".repeat(63)],
])("%j becomes %j", (text, name) => expect(proposeName(text)).toBe(name));

test.each([
  "",
  "---",
  "日本語",
  "index",
  "con",
  "less.json",
  "@scope/",
  "x".repeat(2_000),
  7,
  null,
  undefined,
])("nothing of %.40s can be a name", text => expect(proposeName(text)).toBeUndefined());

test("whatever comes out is a name, and a name comes out as it is", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), text => {
      const name = proposeName(text);
      expect(name === undefined || (isName(name) && proposeName(name) === name)).toBe(true);
    }),
  );
});
