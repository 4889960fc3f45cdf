import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { PakError } from "../../errors.ts";

/**
 * Does `work` while holding a lock file, so that two runs never write one tree at once. A lock whose process
 * is gone is taken over.
 *
 * @throws PakError WRITE when another living process holds it
 */
export async function withLock<Result>(file: string, work: () => Promise<Result>): Promise<Result> {
  takeLock(file);
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

function takeLock(file: string): void {
  mkdirSync(dirname(file), { recursive: true });
  for (let attempt = 1; ; attempt++) {
    try {
      writeFileSync(file, String(process.pid), { flag: "wx" });
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      const holder = readHolder(file);
      if (attempt > 2 || (holder !== undefined && isAlive(holder))) {
        throw new PakError("WRITE", `another run (process ${holder ?? "unknown"}) is writing here`, {
          fix: `wait until it ends; if there is none, delete ${file}`,
        });
      }
      rmSync(file, { force: true });
    }
  }
}

function readHolder(file: string): number | undefined {
  try {
    return Number(readFileSync(file, "utf8")) || undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
