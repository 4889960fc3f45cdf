import { closeSync, openSync, type Stats, statSync } from "node:fs";
import { chmod, lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import { listNumbers, type Task } from "./tasks.ts";

/** open(2): only a name for the file, which needs no permission to read it; Node has no constant for it. */
const O_PATH = 0o10000000;
const O_DIRECTORY = 0o200000;
const O_NOFOLLOW = 0o400000;

/** Bytes that a file without content counts as: its entry takes room too, and time of whoever looks at all of them. */
const LEAST = 4_096;

/**
 * The bytes that folders take on the disk, every file once however many names it has. Folders that their owner
 * made unreadable are opened: else a step could hide bytes there, and nobody could remove them. For the same reason
 * a folder so deep that no path leads to its bottom takes more than there is.
 */
export async function measureFolders(folders: readonly string[]): Promise<number> {
  const known = new Set<string>();
  let bytes = 0;
  for (const folder of folders) {
    const visit = async (_: string, stats: Stats) => {
      bytes += sizeOf(stats, known);
    };
    await visitFolder(folder, visit, () => {
      bytes = Number.MAX_SAFE_INTEGER;
    });
  }
  return bytes;
}

/** Names of a folder that are looked at together: a step may have made a million of them. */
const AT_ONCE = 64;

/**
 * Tells of a folder and everything below; links are not followed.
 *
 * @param refuse told when something lies deeper than the system has paths for
 */
export async function visitFolder(
  folder: string,
  visit: (path: string, stats: Stats) => Promise<void>,
  refuse: () => void = () => {},
): Promise<void> {
  try {
    const stats = await lstat(folder);
    await visit(folder, stats);
    if (!stats.isDirectory()) return;
    const names = await listNames(folder);
    for (let at = 0; at < names.length; at += AT_ONCE) {
      const some = names.slice(at, at + AT_ONCE);
      await Promise.all(some.map(name => visitFolder(join(folder, name), visit, refuse)));
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENAMETOOLONG") refuse();
    // It vanished meanwhile, or is another person's: no step can have put it there.
  }
}

async function listNames(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EACCES" || process.platform !== "linux") throw error;
  }
  // By its number, so that a link put in its place meanwhile opens nothing else.
  const descriptor = openSync(folder, O_PATH | O_DIRECTORY | O_NOFOLLOW);
  try {
    await chmod(`/proc/self/fd/${descriptor}`, 0o700);
  } finally {
    closeSync(descriptor);
  }
  return readdir(folder);
}

/** The bytes of files that processes have open and that have no name any more, or never had one. */
export function measureNameless(tasks: readonly Task[]): number {
  const known = new Set<string>();
  let bytes = 0;
  for (const { pid } of tasks) {
    for (const number of listNumbers(`/proc/${pid}/fd`)) {
      try {
        const stats = statSync(`/proc/${pid}/fd/${number}`);
        if (stats.isFile() && stats.nlink === 0) bytes += sizeOf(stats, known);
      } catch {
        // It was closed meanwhile.
      }
    }
  }
  return bytes;
}

function sizeOf({ dev, ino, blocks }: Stats, known: Set<string>): number {
  const key = `${dev}:${ino}`;
  if (known.has(key)) return 0;
  known.add(key);
  return Math.max(blocks * 512, LEAST);
}
