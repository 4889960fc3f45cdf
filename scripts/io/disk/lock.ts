import {
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { PakError } from "../../errors.ts";
import { isAbandoned } from "./abandoned.ts";
import { explainWrite, temporaryBeside } from "./atomic.ts";

/** What this process holds: a lock that names it besides was left by another one of the same number. */
const held = new Set<string>();

/** Bytes of the number of a process. */
const LONGEST = 20;

/** Milliseconds between two looks at a lock that somebody else holds. */
const PAUSE = 50;

/**
 * Does `work` while holding a lock file, so that two runs never write one tree at once. A lock whose process
 * is gone is taken over.
 *
 * @param patience milliseconds to wait for another process; absent: none
 * @param waiting told once, after a second, which process it waits for
 * @throws PakError WRITE when another living process holds it all the while, or the disk refuses
 */
export async function withLock<Result>(
  file: string,
  work: () => Promise<Result>,
  options: { readonly patience?: number; readonly waiting?: (holder: number) => void } = {},
): Promise<Result> {
  const { patience = 0, waiting = () => undefined } = options;
  const start = performance.now();
  const end = start + patience;
  let isTold = false;
  for (let holder = takeLock(file); holder !== undefined; holder = takeLock(file)) {
    if (performance.now() >= end) {
      throw new PakError("WRITE", `another run (process ${holder}) is writing here`, {
        fix: `wait until it ends; if there is none, delete ${file}`,
      });
    }
    if (!isTold && performance.now() - start >= 1_000) {
      waiting(holder);
      isTold = true;
    }
    await wait(PAUSE);
  }
  try {
    return await work();
  } finally {
    releaseLock(file);
  }
}

/** Takes the lock and gives nothing, or gives the living process that has it. */
function takeLock(file: string): number | undefined {
  if (linkLock(file)) return undefined;
  const holder = readHolder(file);
  // It was released since.
  if (holder === undefined) return takeLock(file);
  return isAbandoned(holder, held.has(file)) ? takeOver(file, holder) : holder;
}

/** Whether the lock was free and now is ours. */
function linkLock(file: string): boolean {
  // Linked into its place, a lock names its holder from the first moment on.
  const own = temporaryBeside(file);
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(own, String(process.pid));
    linkSync(own, file);
    held.add(file);
    removeAbandoned(file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST" && existsSync(own)) return false;
    throw explainWrite(file, error);
  } finally {
    rmSync(own, { force: true });
  }
}

function releaseLock(file: string): void {
  held.delete(file);
  rmSync(file, { force: true });
}

/**
 * Takes the lock of a process that is gone. One at a time removes it: whoever looked before somebody else took it
 * would remove theirs.
 */
function takeOver(file: string, gone: number): number | undefined {
  const removal = `${file}.over`;
  const other = takeLock(removal);
  if (other !== undefined) return other;
  try {
    if (readHolder(file) === gone) rmSync(file, { recursive: true, force: true });
  } finally {
    releaseLock(removal);
  }
  return takeLock(file);
}

/** Removes what processes left beside a lock when they were killed on the way to it. */
function removeAbandoned(file: string): void {
  const start = `.${basename(file)}.`;
  try {
    for (const name of readdirSync(dirname(file))) {
      const pid = name.startsWith(start) && /^(\d+)\.\d+\.tmp$/.exec(name.slice(start.length))?.[1];
      // Another lock of ours may be on its way at the same time.
      if (pid && isAbandoned(Number(pid), true)) rmSync(join(dirname(file), name), { force: true });
    }
  } catch {
    // It may be somebody else's, and disturbs nobody.
  }
}

/** The process that a lock names: 0, which none is, when it names none; nothing when there is no lock. */
function readHolder(file: string): number | undefined {
  try {
    const found = lstatSync(file);
    return found.isFile() && found.size <= LONGEST ? Number(readFileSync(file, "utf8")) || 0 : 0;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw explainWrite(file, error);
  }
}
