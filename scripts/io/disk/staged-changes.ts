import {
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { PakError } from "../../errors.ts";
import { isAbandoned } from "./abandoned.ts";
import { attemptWrite, explainWrite, writeAtomically } from "./atomic.ts";
import { removeEmptyFolders } from "./empty-folders.ts";
import { requireRealFolders } from "./real-folders.ts";
import { readSealed, type Seal } from "./seal.ts";

/** One change of a folder. */
export interface StagedChange {
  /** In the folder, with forward slashes. */
  readonly path: string;
  /** The name, in the scratch folder, of what is put there; absent to remove. */
  readonly prepared?: string;
}

/** Says in a scratch folder which changes are being made, from before the first until after the last. */
const JOURNAL = "changes.json";

/** Bytes of a journal: far more than the exports of any application take. */
const LARGEST = 67_108_864;

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
export function makeChanges(
  root: string,
  scratch: string,
  seal: Seal,
  changes: readonly StagedChange[],
): void {
  const undo: (() => void)[] = [];
  const journal = join(scratch, JOURNAL);
  try {
    writeAtomically(journal, seal.close(JSON.stringify(changes)));
    for (const [at, change] of changes.entries()) makeChange(root, scratch, change, at, undo);
    tidyRemoved(root, changes);
    rmSync(journal);
  } catch (error) {
    undoChanges(root, journal, undo);
    throw explainWrite(root, error);
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
export function finishStages(root: string, folder: string, seal: Seal): void {
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    const pid = Number(SCRATCH.exec(name)?.[1] ?? Number.NaN);
    // None of ours is open: what bears our number is older than we are.
    if (Number.isNaN(pid) || !isAbandoned(pid, false)) continue;
    const scratch = join(folder, name);
    attemptWrite(root, () => {
      finishStage(root, scratch, readJournal(scratch, seal));
      rmSync(scratch, { recursive: true, force: true });
    });
  }
}

function finishStage(root: string, scratch: string, changes: readonly StagedChange[]): void {
  const isOpen = ({ path, prepared }: StagedChange, at: number) =>
    prepared === undefined
      ? !isThere(join(scratch, `old-${at}`)) && isThere(join(root, path))
      : isThere(join(scratch, prepared));
  if (changes[0] === undefined || isOpen(changes[0], 0)) return;
  const known = new Set<string>();
  for (const [at, change] of changes.entries()) {
    requireRealFolders(root, change.path, known);
    if (isOpen(change, at)) makeChange(root, scratch, change, at, []);
  }
  tidyRemoved(root, changes);
}

/** None where there is no journal that this person's pak wrote: it may have come with somebody's files. */
function readJournal(scratch: string, seal: Seal): readonly StagedChange[] {
  const text = readSealed(join(scratch, JOURNAL), LARGEST, seal);
  return text === undefined ? [] : (JSON.parse(text) as StagedChange[]);
}

function makeChange(
  root: string,
  scratch: string,
  { path, prepared }: StagedChange,
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

function tidyRemoved(root: string, changes: readonly StagedChange[]): void {
  for (const { path, prepared } of changes)
    if (prepared === undefined) removeEmptyFolders(root, dirname(path));
}
