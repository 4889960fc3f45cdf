import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { isAbandoned } from "./abandoned.ts";

test("what a living process left is its own, whatever this one made", () => {
  expect([isAbandoned(process.ppid, false), isAbandoned(process.ppid, true)]).toEqual([false, false]);
});

test("what bears our number is ours only when we made it", () => {
  expect([isAbandoned(process.pid, true), isAbandoned(process.pid, false)]).toEqual([false, true]);
});

test("processes that are gone, and numbers that none has, own nothing", () => {
  const gone = spawnSync(process.execPath, ["-e", "0"]).pid;
  for (const pid of [gone, 0, -1, 1.5, Number.NaN]) expect(isAbandoned(pid, true), String(pid)).toBe(true);
});
