import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { removeTree } from "./remove-tree.ts";

/**
 * Lets `work` use an empty folder that only this user can read, and removes it afterwards.
 *
 * @param purpose a word of the folder's name, for whoever finds what a killed run left
 */
export async function withScratchFolder<Result>(
  purpose: string,
  work: (folder: string) => Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), `pak-${purpose}-`));
  try {
    return await work(folder);
  } finally {
    removeTree(folder);
  }
}
