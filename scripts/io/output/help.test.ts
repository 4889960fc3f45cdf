import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { type Described, renderCompletion, renderHelp, renderMan, renderOverview } from "./help.ts";

const check: Described = {
  name: "check",
  summary: "Check what's here",
  flags: { base: { value: "REF", summary: "only what changed since REF" }, fix: { summary: "mend it" } },
  examples: ["pak check --fix"],
};
const info: Described = { name: "info", summary: ".lib\\pak is shown", words: "NAME", flags: {} };
const globals = { json: { summary: "one document" } };

test("the overview lists verbs and global flags in columns", () => {
  expect(renderOverview({ check, info }, globals).split("\n").slice(3, -2)).toEqual([
    "",
    "  check  Check what's here",
    "  info   .lib\\pak is shown",
    "",
    "  --json  one document",
  ]);
});

test("a verb's help shows its usage, the global flags and its own, and its examples", () => {
  expect(renderHelp(check, globals)).toBe(`pak check [flags]

Check what's here

  --json      one document
  --base REF  only what changed since REF
  --fix       mend it

  pak check --fix`);
  expect(renderHelp(info, globals).split("\n")).toEqual([
    "pak info NAME [flags]",
    "",
    ".lib\\pak is shown",
    "",
    "  --json  one document",
  ]);
});

test("the man page quotes what roff would take for its own", () => {
  const page = renderMan([check, info], globals).split("\n");
  expect(page).toContain(".B \\-\\-base REF");
  expect(page).toContain("\\&.lib\\\\pak is shown");
  expect(page.filter(line => line.startsWith(".SS"))).toEqual([".SS pak check", ".SS pak info NAME"]);
});

describe("completion", () => {
  /** What bash offers for the last of some words. */
  function complete(...words: string[]): string[] {
    const script = `${renderCompletion("bash", [check, info], globals)}
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _pak; echo "\${COMPREPLY[@]}"`;
    const offered = execFileSync("bash", ["--norc", "-c", script, "bash", ...words], { encoding: "utf8" });
    return offered.split(/\s+/).filter(Boolean);
  }

  test("offers verbs first, then the flags of the verb", () => {
    expect(complete("pak", "")).toEqual(["check", "info"]);
    expect(complete("pak", "i")).toEqual(["info"]);
    expect(complete("pak", "check", "--")).toEqual(["--json", "--base", "--fix"]);
    expect(complete("pak", "info", "--f")).toEqual([]);
  });

  test("knows three shells and no other", () => {
    expect(renderCompletion("zsh", [check], globals)).toMatch(/^autoload [^\n]*bashcompinit\n_pak\(\) \{/);
    expect(renderCompletion("fish", [check], globals)).toContain("-a check -d 'Check what\\'s here'");
    expect(renderCompletion("powershell", [check], globals)).toBeUndefined();
  });
});
