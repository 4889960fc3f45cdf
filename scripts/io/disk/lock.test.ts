import { execFile, spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
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

test("who has patience has its turn, one after the other", async () => {
  const file = join(makeFolder(), "lock");
  let inside = 0;
  let most = 0;
  const work = async () => {
    most = Math.max(most, ++inside);
    await new Promise(resolve => setTimeout(resolve, 5));
    inside -= 1;
  };
  await Promise.all([1, 2, 3, 4].map(() => withLock(file, work, { patience: 30_000 })));
  expect([most, existsSync(file)]).toEqual([1, false]);
});

test("a lock of our own number that we don't hold was left by another process", async () => {
  const file = join(makeFolder(), "lock");
  writeFileSync(file, String(process.pid));
  expect(await withLock(file, async () => "mine")).toBe("mine");
});

test("what a killed process left on its way to the lock is tidied", async () => {
  const folder = makeFolder();
  const gone = spawnSync(process.execPath, ["-e", "0"]).pid;
  for (const name of [`.lock.${gone}.1.tmp`, `.lock.${process.ppid}.1.tmp`, `.other.${gone}.1.tmp`])
    writeFileSync(join(folder, name), "");
  for (const text of ["", "no number", "-1"]) {
    writeFileSync(join(folder, "lock"), text);
    expect(await withLock(join(folder, "lock"), async () => "mine"), text).toBe("mine");
  }
  expect(readdirSync(folder).sort()).toEqual([`.lock.${process.ppid}.1.tmp`, `.other.${gone}.1.tmp`]);
});

test("many processes that find the lock of one that is gone have it one after the other", async () => {
  const folder = makeFolder();
  const gone = spawnSync(process.execPath, ["-e", "0"]).pid;
  writeFileSync(join(folder, "count"), "0");
  writeFileSync(join(folder, "lock"), String(gone));
  const script = `
    import { readFileSync, writeFileSync } from "node:fs";
    import { withLock } from ${JSON.stringify(join(import.meta.dirname, "lock.ts"))};
    const count = async () => {
      const before = Number(readFileSync("count", "utf8"));
      await new Promise(done => setTimeout(done, 1));
      writeFileSync("count", String(before + 1));
    };
    for (let turn = 0; turn < 5; turn++) await withLock("lock", count, { patience: 60_000 });
  `;
  const run = promisify(execFile);
  const words = ["--input-type=module", "-e", script];
  await Promise.all([1, 2, 3, 4, 5, 6].map(() => run(process.execPath, words, { cwd: folder })));
  expect([readFileSync(join(folder, "count"), "utf8"), readdirSync(folder)]).toEqual(["30", ["count"]]);
});

test("who waits is told for whom", async () => {
  const file = join(makeFolder(), "lock");
  const told: number[] = [];
  const first = withLock(file, () => new Promise(resolve => setTimeout(resolve, 1_300)));
  await withLock(file, async () => undefined, { patience: 30_000, waiting: holder => told.push(holder) });
  await first;
  expect(told).toEqual([process.pid]);
});

test("a lock that is no small file holds nobody", async () => {
  const file = join(makeFolder(), "lock");
  writeFileSync(file, "1".repeat(1_000));
  expect(await withLock(file, async () => "mine")).toBe("mine");
});
