import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { SMALL } from "../../test/sandboxes.ts";
import { confine } from "./confine.ts";
import { findProgram } from "./toolchain.ts";

const path = (process.env.PATH ?? "").split(":");

test("words of a step reach it as they are", () => {
  const [program, ...words] = confine(["printf", "%s|", "a b", "$HOME", "--", "-n", ""], SMALL, path, 0);
  expect(execFileSync(program, words).toString()).toBe("a b|$HOME|--|-n||");
});

test("without util-linux, a step runs all the same", () => {
  expect(confine(["true"], SMALL, [], 0)).toEqual(["/bin/sh", "-c", 'umask 022; exec "$@"', "sh", "true"]);
});

test.skipIf(findProgram("prlimit", path) === undefined)(
  "its processes are bound (skipped without prlimit)",
  () => {
    const line =
      "umask; nice; cat /proc/self/oom_score_adj; grep -E 'core file|file size|processes' /proc/self/limits";
    const [program, ...words] = confine(["sh", "-c", line], SMALL, path, 5);
    const [umask, nice, score, ...bounds] = execFileSync(program, words).toString().trim().split("\n");
    expect([umask, Number(nice) >= 10, score]).toEqual(["0022", true, "1000"]);
    expect(bounds.map(bound => bound.split(/ {2,}/).slice(0, 3))).toEqual([
      ["Max file size", String(SMALL.disk + 1024 ** 2), String(SMALL.disk + 1024 ** 2)],
      ["Max core file size", "0", "0"],
      ["Max processes", "81", "81"],
    ]);
  },
);
