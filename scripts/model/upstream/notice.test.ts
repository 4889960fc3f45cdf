import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkText } from "../text/text.ts";
import { MOST_CHARACTERS, parseNotice, WORDLESS } from "./notice.ts";

describe("parseNotice", () => {
  test("keeps what upstream says, on one line", () => {
    expect(parseNotice("Use  lodash 4\n instead. ")).toBe("Use lodash 4 instead.");
  });

  test("an empty text or none is no notice", () => {
    expect(parseNotice("")).toBeUndefined();
    expect(parseNotice(undefined)).toBeUndefined();
    expect(parseNotice(false)).toBeUndefined();
    expect(parseNotice({ toString: () => "x" })).toBeUndefined();
  });

  test("takes out what could drive a terminal or hide text", () => {
    expect(parseNotice("\u001b[31mred\u0007 \u202eevil\u202c \u{e0041}tag\u200b")).toBe("[31mred evil tag");
    expect(parseNotice("\u26a0\ufe0f old")).toBe("\u26a0 old");
  });

  test("a text of nothing but such characters is told without words", () => {
    expect(parseNotice("\u0000\u202e")).toBe(WORDLESS);
    expect(parseNotice(true)).toBe(WORDLESS);
  });

  test("cuts to the limit", () => {
    expect(parseNotice("x".repeat(MOST_CHARACTERS))).toHaveLength(MOST_CHARACTERS);
    const cut = parseNotice("😀".repeat(MOST_CHARACTERS + 1))!;
    expect([...cut]).toHaveLength(MOST_CHARACTERS);
    expect(cut.endsWith("…")).toBe(true);
  });

  test("whatever comes in, what comes out passes the guard of texts", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", minLength: 1, maxLength: 200 }), text => {
        expect(checkText(parseNotice(text) ?? "fine", 2 * MOST_CHARACTERS)).toEqual([]);
      }),
    );
  });
});
