import { spawnSync } from "node:child_process";
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { PakError } from "../../errors.ts";

/** What a file holds: text, bytes, or bytes in pieces that follow each other. */
export type FileContent = string | Uint8Array | readonly Uint8Array[];

let written = 0;

/** A name beside `file` that no other writer of this machine picks. */
export function temporaryBeside(file: string): string {
  written += 1;
  return join(dirname(file), `.${basename(file)}.${process.pid}.${written}.tmp`);
}

/**
 * Writes a file so that a reader sees the old bytes or the new ones, also after a power cut: a temporary
 * file beside it, fsync, rename, fsync of the folder. Missing folders are made.
 *
 * @param mode permission bits of a new file; `0o600` for secrets
 * @throws PakError WRITE when the disk refuses; the old file stays
 */
export function writeAtomically(file: string, content: FileContent, mode = 0o644): void {
  const temporary = temporaryBeside(file);
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeDurably(temporary, content, mode);
    renameSync(temporary, file);
    syncFolder(dirname(file));
  } catch (error) {
    removeTemporary(temporary);
    throw explainWrite(file, error);
  }
}

/** Writes a new file and waits until the disk has it. */
export function writeDurably(file: string, content: FileContent, mode = 0o644): void {
  const handle = openSync(file, "wx", mode);
  try {
    const pieces =
      typeof content === "string"
        ? [Buffer.from(content)]
        : content instanceof Uint8Array
          ? [content]
          : content;
    for (const piece of pieces) for (let at = 0; at < piece.length; ) at += writeSync(handle, piece, at);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Waits until the disk has the names in a folder. Windows can't open folders and needs none of it. */
export function syncFolder(folder: string): void {
  if (process.platform === "win32") return;
  const handle = openSync(folder, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/**
 * Waits until the disk has everything of the file system that holds `folder`: one call instead of an fsync
 * for each of 100,000 files.
 */
export function syncFileSystem(folder: string): void {
  // GNU's and busybox' `sync -f` name one file system; elsewhere plain `sync` does all of them.
  const ran = spawnSync("sync", ["-f", folder], { stdio: "ignore" });
  if (ran.error === undefined && ran.status !== 0) spawnSync("sync", [], { stdio: "ignore" });
}

/**
 * Points the symbolic link `link` at `target` (relative to the link's folder) in one step.
 *
 * @throws PakError WRITE when the disk refuses; the old link stays
 */
export function switchLink(link: string, target: string): void {
  const temporary = temporaryBeside(link);
  try {
    symlinkSync(target, temporary, "dir");
    renameSync(temporary, link);
    syncFolder(dirname(link));
  } catch (error) {
    removeTemporary(temporary);
    throw explainWrite(link, error);
  }
}

/** Tidies up after a write that failed. */
function removeTemporary(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // Why the write failed tells more than this.
  }
}

/** Where a symbolic link points, or `undefined` when there is no link of that name. */
export function readLink(link: string): string | undefined {
  try {
    return readlinkSync(link);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "EINVAL") return undefined;
    throw error;
  }
}

/**
 * Does something that writes to the disk.
 *
 * @param file what is written, for the error
 * @throws PakError WRITE when the disk refuses; whatever else `work` throws
 */
export function attemptWrite<Result>(file: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw explainWrite(file, error);
  }
}

/** The error WRITE for a failure of the disk; any other failure as it is. */
export function explainWrite(file: string, error: unknown): unknown {
  if (!isDiskError(error)) return error;
  const { code, message } = error;
  const why: Record<string, string> = {
    ENOSPC: "the disk is full",
    EACCES: "permission denied",
    EROFS: "the disk is read-only",
    EPERM: "not permitted",
  };
  return new PakError("WRITE", `${file} could not be written: ${why[code ?? ""] ?? message}`, {
    fix: "free some space or check the folder's permissions, then run it again; nothing was changed",
    cause: error,
  });
}

/** Whether the system refused something: a mistake of the program names no call of the system. */
export function isDiskError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && typeof (error as NodeJS.ErrnoException).syscall === "string";
}
