import { expect, test } from "vitest";
import { isMemoryExceeded } from "./memory.ts";
import { readTask } from "./tasks.ts";

test.skipIf(process.platform !== "linux")("a process has some memory (skipped without /proc)", () => {
  const own = readTask(process.pid)!;
  expect(isMemoryExceeded([own], 1024 ** 2)).toBe(true);
  expect(isMemoryExceeded([own], 2 ** 40)).toBe(false);
  expect(isMemoryExceeded([], 0)).toBe(false);
  // What is gone has none.
  expect(isMemoryExceeded([{ ...own, pid: 2 ** 30 }], 0)).toBe(false);
});
