import { expect, test } from "vitest";
import { changeFor, overrideKeyOf } from "./choose.ts";

const override = {
  "@npm/jquery": { ">=3.0.0": { license: "MIT" }, "*": { license: "old" } },
  "jquery/jquery": { versions: "^(\\d+)$", overrides: { "~2": { license: "two" } } },
};

test("the first expression that accepts applies, and only it", () => {
  expect(changeFor(override, "@npm/jquery", "3.1.0")).toEqual({ license: "MIT" });
  expect(changeFor(override, "@npm/jquery", "3.1.0-rc.1")).toEqual({ license: "old" });
  expect(changeFor(override, "jquery/jquery", "2.5.0")).toEqual({ license: "two" });
  expect(changeFor(override, "jquery/jquery", "3.0.0")).toBeUndefined();
  expect(changeFor(override, "constructor", "1.0.0")).toBeUndefined();
});

test("an override spells endpoints in its own way", () => {
  expect(overrideKeyOf("https://github.com/openssl/openssl.git")).toBe("openssl/openssl");
  expect(overrideKeyOf("@npm:jquery")).toBe("@npm/jquery");
  expect(overrideKeyOf("@jquery")).toBeUndefined();
});
