import { mkdirSync } from "node:fs";
import { join, relative } from "node:path";
import { explainWrite } from "./atomic.ts";
import { requireRealFolders } from "./real-folders.ts";
import type { Seal } from "./seal.ts";
import { makeChanges, removeScratch, type StagedChange } from "./staged-changes.ts";

/**
 * Changes of a folder that are prepared beside it, on the same file system, and then made by renaming alone: all
 * of them, or none when one fails. Paths are relative with forward slashes.
 */
export interface Stage {
  /** A path for something that is being prepared: nothing is there yet, its folder is. */
  prepare(): string;
  /** Puts what was prepared in the place of what is at `path`. */
  put(path: string, prepared: string): void;
  /** Takes a file or a folder away; nothing when there is none. */
  remove(path: string): void;
  /**
   * Makes all changes, in the order in which they were said, and removes folders that they leave empty.
   *
   * @throws PakError WRITE when one fails; everything is as it was before
   */
  commit(): void;
}

/**
 * Opens a stage for `work` and tidies it up afterwards.
 *
 * @param root the folder that changes, absolute
 * @param scratch a folder below it, on the same file system; made and removed here
 * @param seal marks the journal of what is being changed
 * @throws PakError WRITE when a path would lead through a link or a file, or the disk refuses
 */
export async function withStage<Result>(
  root: string,
  scratch: string,
  seal: Seal,
  work: (stage: Stage) => Promise<Result>,
): Promise<Result> {
  const changes: StagedChange[] = [];
  const known = new Set<string>();
  let prepared = 0;
  try {
    requireRealFolders(root, relative(root, join(scratch, "0")).replaceAll("\\", "/"), known);
    mkdirSync(scratch, { recursive: true });
    return await work({
      prepare: () => join(scratch, String(++prepared)),
      put(path, from) {
        requireRealFolders(root, path, known);
        changes.push({ path, prepared: relative(scratch, from) });
      },
      remove(path) {
        requireRealFolders(root, path, known);
        changes.push({ path });
      },
      commit: () => makeChanges(root, scratch, seal, changes),
    });
  } catch (error) {
    throw explainWrite(root, error);
  } finally {
    removeScratch(scratch);
  }
}
