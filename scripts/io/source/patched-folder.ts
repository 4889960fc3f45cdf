import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { PakError } from "../../errors.ts";
import { openArchiveGuard } from "../../model/archive/guard.ts";
import { isCompressed } from "../archive/decompress.ts";
import { type ListedFile, listFolder } from "../archive/tree-digest.ts";
import { unpackArchive } from "../archive/unpack.ts";
import { attemptWrite } from "../disk/atomic.ts";
import { removeEmptyFolders } from "../disk/empty-folders.ts";
import { applyDiff } from "./unified-diff.ts";

/**
 * Applies a patch to the files of a folder. A tar, plain or compressed, is unpacked over them without its outermost
 * folder, as the original Pak does; anything else is a unified diff. The whole result has to be what a package may be,
 * and is known before the first file changes.
 *
 * @param folder regular files and folders, nobody else writes to it
 * @returns the paths that it wrote
 * @throws PakError PATCH_APPLY when it does not fit, ARCHIVE_… when the result is nothing that a package may be, WRITE
 */
export async function applyPatchTo(folder: string, patch: Uint8Array): Promise<string[]> {
  // Beside the folder, so that a file is only renamed into its place.
  const beside = mkdtempSync(`${resolve(folder)}.patch-`);
  try {
    const before = listFolder(folder);
    const isTar = isArchive(patch);
    if (isTar) await unpackArchive(patch, beside, { strip: 1 });
    const removed = isTar ? [] : writeDiffed(readUtf8(patch, "the patch"), folder, before, beside);
    const written = listFolder(beside).map(({ path, size }) => ({ path, size }));
    checkResult(before, written, removed);
    writeChanges(folder, beside, written, removed);
    return written.map(({ path }) => path);
  } finally {
    rmSync(beside, { recursive: true, force: true });
  }
}

/** A plain tar says later what it is. */
function isArchive(bytes: Uint8Array): boolean {
  return isCompressed(bytes) || Buffer.from(bytes.subarray(257, 262)).toString("latin1") === "ustar";
}

/** Writes the files that a diff changes into the folder `beside`; the paths that it deletes. */
function writeDiffed(diff: string, folder: string, before: readonly ListedFile[], beside: string): string[] {
  const modes = new Map(before.map(({ path, mode }) => [path, mode]));
  const diffed = applyDiff(diff, path => {
    // Only what was listed is read, so a path can't lead out of the folder.
    const mode = modes.get(path);
    return mode === undefined ? undefined : { text: readUtf8(readFileSync(join(folder, path)), path), mode };
  });
  const guard = openArchiveGuard({ strip: 0 });
  for (const [path, file] of diffed) {
    if (file === undefined) continue;
    guard.admit({ path, type: "file", size: Buffer.byteLength(file.text) });
    attemptWrite(path, () => {
      mkdirSync(dirname(join(beside, path)), { recursive: true });
      writeFileSync(join(beside, path), file.text, { flag: "wx", mode: file.mode });
    });
  }
  // What the diff makes and deletes again was never here, and its path was never judged.
  return [...diffed].flatMap(([path, file]) => (file === undefined && modes.has(path) ? [path] : []));
}

type Sized = Pick<ListedFile, "path" | "size">;

/** Checks all files together: no two that some file systems take for one, none where another has a folder. */
function checkResult(before: readonly Sized[], written: readonly Sized[], removed: readonly string[]): void {
  const changed = new Set([...removed, ...written.map(({ path }) => path)]);
  const guard = openArchiveGuard({ strip: 0 });
  for (const { path, size } of [...before.filter(file => !changed.has(file.path)), ...written])
    guard.admit({ path, size, type: "file" });
  guard.finish();
}

function writeChanges(
  folder: string,
  from: string,
  written: readonly Sized[],
  removed: readonly string[],
): void {
  for (const path of removed) {
    attemptWrite(path, () => {
      rmSync(join(folder, path));
      removeEmptyFolders(folder, dirname(path));
    });
  }
  for (const { path } of written) {
    attemptWrite(path, () => {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      renameSync(join(from, path), join(folder, path));
    });
  }
}

function readUtf8(bytes: Uint8Array, what: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new PakError("PATCH_APPLY", `${what} is not UTF-8 text, so a diff can't be applied`, {
      fix: "report it to the maintainers: a patch of such files has to be an archive",
      cause,
    });
  }
}
