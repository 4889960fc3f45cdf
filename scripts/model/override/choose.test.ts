import { expect, test } from "vitest";
import { findChange, findTagPattern, overrideKeyOf } from "./choose.ts";

const override = {
  "@npm/jquery": { ">=3.0.0": { license: "MIT" }, "*": { license: "old" } },
  "jquery/jquery": { versions: "^(\\d+)$", overrides: { "~2": { license: "two" } } },
};

test("the first expression that accepts applies, and only it", () => {
  expect(findChange(override, "@npm:jquery", "3.1.0")).toEqual({ license: "MIT" });
  expect(findChange(override, "@npm:jquery", "3.1.0-rc.1")).toEqual({ license: "old" });
  const git = "https://github.com/jquery/jquery.git";
  expect(findChange(override, git, "2.5.0")).toEqual({ license: "two" });
  expect(findChange(override, git, "3.0.0")).toBeUndefined();
  for (const other of ["@npm:constructor", "@constructor", "@jquery"])
    expect(findChange(override, other, "1.0.0")).toBeUndefined();
});

test("an override spells endpoints in its own way", () => {
  expect(overrideKeyOf("https://github.com/openssl/openssl.git")).toBe("openssl/openssl");
  expect(overrideKeyOf("@npm:jquery")).toBe("@npm/jquery");
  expect(overrideKeyOf("@jquery")).toBeUndefined();
});

test("a pattern of tags is its endpoint's", () => {
  expect(findTagPattern(override, "https://github.com/jquery/jquery.git")).toBe("^(\\d+)$");
  expect(findTagPattern(override, "@npm:jquery")).toBeUndefined();
  expect(findTagPattern(undefined, "@npm:jquery")).toBeUndefined();
});
