import { spawnSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeFolder } from "../../test/repository.ts";
import { withLock } from "./lock.ts";

test("one run at a time, and the lock goes with it", async () => {
  const file = join(makeFolder(), "deep/lock");
  await withLock(file, async () => {
    await expect(withLock(file, async () => "second")).rejects.toThrow(/another run/);
  });
  expect(existsSync(file)).toBe(false);
  expect(await withLock(file, async () => "next")).toBe("next");
});

test("a lock is released when the work fails", async () => {
  const file = join(makeFolder(), "lock");
  await expect(withLock(file, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(existsSync(file)).toBe(false);
});

test("the lock of a process that is gone is taken over", async () => {
  const file = join(makeFolder(), "lock");
  writeFileSync(file, String(spawnSync(process.execPath, ["-e", "0"]).pid));
  expect(await withLock(file, async () => "mine")).toBe("mine");
});
