import fc from "fast-check";
import { expect, test } from "vitest";
import {
  renderActionsLog,
  renderActionsMessage,
  renderActionsValue,
  renderCodeSpan,
  renderTerminal,
} from "./terminal.ts";

test.each([
  ["a\u001b[31mred\u001b[0m", "ared"],
  ["\u001b]8;;https://evil.example\u0007click\u001b]8;;\u0007", "click"],
  ["\u001b]0;title\u001b\\x", "x"],
  ["\u009b31mx", "x"],
  ["a\nb\tc\rd", "a b c d"],
  ["a\u202eb\u2066c", "abc"],
  ["naïve 日本語 👍", "naïve 日本語 👍"],
])("%j reaches a terminal as %j", (text, expected) => {
  expect(renderTerminal(text)).toBe(expected);
});

test("nothing that is left can steer a terminal or begin a workflow command", () => {
  fc.assert(
    fc.property(
      fc.string({
        unit: fc.constantFrom("\u001b", "[", "]", "\u009b", "\u0007", ":", "#", "a", "3", "m", "\n"),
      }),
      text => {
        expect(renderTerminal(text)).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
        expect(renderActionsLog(text)).not.toMatch(/^\s*(?:::|##\[)/);
      },
    ),
  );
});

test("workflow commands are escaped as GitHub reads them", () => {
  expect(renderActionsValue("a:b,c%d")).toBe("a%3Ab%2Cc%25d");
  expect(renderActionsMessage("50%\nnext")).toBe("50%25%0Anext");
});

test("a code span holds what is in it, back-ticks too", () => {
  expect(renderCodeSpan("a `b` c")).toBe("`` a `b` c ``");
  expect(renderCodeSpan("@everyone")).toBe("`@\u200beveryone`");
});
