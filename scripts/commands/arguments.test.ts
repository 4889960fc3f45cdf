import { describe, expect, test } from "vitest";
import { makeUnknown, parseArguments } from "./arguments.ts";
import { defineCommand } from "./command.ts";

const command = defineCommand({
  name: "try",
  words: "NAME [VERSION]",
  wordCount: [1, 2],
  flags: {
    base: { value: "REF", summary: "where to begin" },
    mirror: { value: "URL", summary: "another place", repeats: true },
  },
  run: async () => 0,
});
const globals = { json: { summary: "one document" }, help: { summary: "this help" } };

const parse = (...typed: string[]) => parseArguments(command, globals, typed);

describe("what was typed", () => {
  test("is sorted into words and flags, in whatever order", () => {
    const expected = { words: ["jquery", "3.7.1"], flags: { base: "main", json: true } };
    expect(parse("--json", "jquery", "--base", "main", "3.7.1")).toEqual(expected);
    expect(parse("jquery", "3.7.1", "--base=main", "--json")).toEqual(expected);
    expect(parse("--base", "main", "--json", "--", "--json").words).toEqual(["--json"]);
  });

  test("keeps every value of a flag that repeats, the last one of any other", () => {
    const { flags } = parse("x", "--mirror", "a", "--base", "a", "--mirror=b", "--base=b");
    expect(flags).toEqual({ mirror: ["a", "b"], base: "b" });
  });

  test("may be a value with a dash where it stands after =", () => {
    expect(parse("x", "--base=-1", "--mirror=--json").flags).toEqual({ base: "-1", mirror: ["--json"] });
  });

  test.each([
    [["x", "--json=yes"], /^--json takes no value$/],
    [["x", "--base="], /^--base needs a value: --base REF$/],
    [["x", "--mirror"], /^--mirror needs a value: --mirror URL$/],
    [["x", "--base", "--json"], /^--base needs a value: --base REF$/],
    [["x", "--mirror", "-"], /^--mirror needs a value: --mirror URL$/],
    [["x", "--constructor"], /^there is no flag --constructor$/],
    [["x", "-j"], /^there is no flag -j$/],
    [[], /^pak try takes NAME \[VERSION\]$/],
    [["x", "y", "z"], /^pak try takes NAME \[VERSION\]$/],
  ])("%j is refused with a way out", (typed, message) => {
    expect(() => parse(...typed)).toThrow(
      expect.objectContaining({
        code: "USAGE",
        message: expect.stringMatching(message),
        fix: expect.stringContaining("pak try --help"),
      }),
    );
  });

  test("may lack its words when only help is asked for", () => {
    expect(parse("--help")).toEqual({ words: [], flags: { help: true } });
  });
});

test("a slip of the finger is told what was likely meant, anything else where to look", () => {
  expect(makeUnknown("verb", "serch", ["search", "info"])).toMatchObject({
    code: "USAGE",
    message: "there is no verb serch",
    fix: "did you mean search?",
  });
  expect(makeUnknown("verb", "sit", ["sign", "site"]).fix).toBe("did you mean site?");
  expect(makeUnknown("verb", "install", ["search", "info"]).fix).toBe("see: pak --help");
  expect(makeUnknown("flag", "--nothing", ["--json"], "info").fix).toBe("see: pak info --help");
});
