import {
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { PakError } from "../../errors.ts";
import { isPlainPath } from "../../model/install/destination.ts";
import { makeWriteError, writeAtomically } from "./atomic.ts";
import { isAlive } from "./lock.ts";

/** One change of a folder. */
export interface Change {
  /** In the folder, with forward slashes. */
  readonly path: string;
  /** The name, in the scratch folder, of what is put there; absent to remove. */
  readonly prepared?: string;
}

/** Says in a scratch folder which changes are being made, from before the first until after the last. */
const JOURNAL = "changes.json";

/** The names of scratch folders that {@link finishStages} knows: each tells its process. */
const SCRATCH = /^\.stage-(\d+)$/;

/** Where a process prepares changes, in a folder on the same file system. */
export function scratchIn(folder: string): string {
  return join(folder, `.stage-${process.pid}`);
}

/**
 * Makes changes by renaming alone, one after the other, and removes the folders that are empty after a removal. A
 * file is replaced in one step. When one fails, all are undone. A process that is killed in between leaves its
 * journal, for {@link finishStages}.
 *
 * @throws PakError WRITE when one fails
 */
export function makeChanges(root: string, scratch: string, changes: readonly Change[]): void {
  const undo: (() => void)[] = [];
  const journal = join(scratch, JOURNAL);
  try {
    writeAtomically(journal, JSON.stringify(changes));
    for (const [at, change] of changes.entries()) makeChange(root, scratch, change, at, undo);
    removeEmptyFolders(root, changes);
    rmSync(journal);
  } catch (error) {
    undoChanges(root, journal, undo);
    throw error instanceof PakError ? error : makeWriteError(root, error);
  }
}

function undoChanges(root: string, journal: string, undo: readonly (() => void)[]): void {
  try {
    for (const step of undo.toReversed()) step();
    rmSync(journal, { force: true });
  } catch (cause) {
    throw new PakError("WRITE", `${root} was changed in part only: ${(cause as Error).message}`, {
      fix: "check the disk and the folder's permissions, then run it again: it is brought to its end",
      cause,
    });
  }
}

/** Removes a scratch folder, unless its changes could neither be made nor undone: the next run needs it then. */
export function removeScratch(scratch: string): void {
  if (!existsSync(join(scratch, JOURNAL))) rmSync(scratch, { recursive: true, force: true });
}

/**
 * Finishes or tidies what processes left that are gone. The first change decides: a stage that never made it never
 * happened; one that did is brought to its end.
 *
 * @param root the folder that changes
 * @param folder where scratch folders lie; nobody else opens a stage there meanwhile
 * @throws PakError WRITE when the disk refuses, or when a folder on the way has become a link or a file
 */
export function finishStages(root: string, folder: string): void {
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    const pid = Number(SCRATCH.exec(name)?.[1] ?? Number.NaN);
    // After a restart of the machine, what another process left may carry our number.
    if (Number.isNaN(pid) || (pid !== process.pid && isAlive(pid))) continue;
    const scratch = join(folder, name);
    try {
      finishStage(root, scratch);
      rmSync(scratch, { recursive: true, force: true });
    } catch (error) {
      throw error instanceof PakError ? error : makeWriteError(root, error);
    }
  }
}

function finishStage(root: string, scratch: string): void {
  const changes = readJournal(scratch);
  const isOpen = ({ path, prepared }: Change, at: number) =>
    prepared === undefined
      ? !isThere(join(scratch, `old-${at}`)) && isThere(join(root, path))
      : isThere(join(scratch, prepared));
  if (changes[0] === undefined || isOpen(changes[0], 0)) return;
  const known = new Set<string>();
  for (const [at, change] of changes.entries()) {
    requireRealFolders(root, change.path, known);
    if (isOpen(change, at)) makeChange(root, scratch, change, at, []);
  }
  removeEmptyFolders(root, changes);
}

/** None where there is no journal that this program wrote: it may have come with somebody's files. */
function readJournal(scratch: string): readonly Change[] {
  try {
    if (!lstatSync(scratch).isDirectory()) return [];
    const changes = JSON.parse(readFileSync(join(scratch, JOURNAL), "utf8")) as Change[];
    const isRight = ({ path, prepared }: Change) =>
      isPlainPath(path) && (prepared === undefined || /^\d+$/.test(prepared));
    return changes.every(isRight) ? changes : [];
  } catch {
    return [];
  }
}

function makeChange(
  root: string,
  scratch: string,
  { path, prepared }: Change,
  at: number,
  undo: (() => void)[],
): void {
  const target = join(root, path);
  const old = join(scratch, `old-${at}`);
  const from = prepared === undefined ? undefined : join(scratch, prepared);
  if (isThere(target)) {
    rmSync(old, { recursive: true, force: true });
    if (from !== undefined && !isFolder(from) && keepBeside(target, old)) {
      renameSync(from, target);
      undo.push(() => {
        linkSync(target, from);
        renameSync(old, target);
      });
      return;
    }
    renameSync(target, old);
    undo.push(() => renameSync(old, target));
  }
  if (from === undefined) return;
  for (const made of makeFolders(dirname(target))) undo.push(() => rmdirSync(made));
  renameSync(from, target);
  undo.push(() => renameSync(target, from));
}

/** Gives a file a second name, so that it can be replaced in one step; not possible with folders, nor on every disk. */
function keepBeside(file: string, old: string): boolean {
  try {
    linkSync(file, old);
    return true;
  } catch {
    return false;
  }
}

function isFolder(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** Makes the folders that are missing and gives them, outermost first. */
function makeFolders(folder: string): string[] {
  try {
    mkdirSync(folder);
    return [folder];
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") return [];
    if (code !== "ENOENT") throw error;
    return [...makeFolders(dirname(folder)), ...makeFolders(folder)];
  }
}

function removeEmptyFolders(root: string, changes: readonly Change[]): void {
  for (const { path, prepared } of changes) {
    if (prepared !== undefined) continue;
    for (let folder = dirname(path); folder !== "."; folder = dirname(folder)) {
      try {
        rmdirSync(join(root, folder));
      } catch {
        break;
      }
    }
  }
}

/**
 * What is named inside a folder lies inside it only when no folder on the way is a link.
 *
 * @param known folders that were looked at before
 * @throws PakError WRITE
 */
export function requireRealFolders(root: string, path: string, known: Set<string>): void {
  if (!isPlainPath(path)) {
    throw new PakError("WRITE", `${JSON.stringify(path)} is no path inside ${root}`, {
      fix: "report it to whoever published the package",
    });
  }
  const parts = path.split("/").slice(0, -1);
  for (let count = 1; count <= parts.length; count++) {
    const folder = parts.slice(0, count).join("/");
    if (known.has(folder)) continue;
    const found = lstatSync(join(root, folder), { throwIfNoEntry: false });
    if (found !== undefined && !found.isDirectory()) {
      throw new PakError("WRITE", `${join(root, folder)} is no folder of its own, but a link or a file`, {
        fix: "put a folder in its place: nothing is written through links",
      });
    }
    known.add(folder);
  }
}
