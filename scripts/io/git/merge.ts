import { PakError } from "../../errors.ts";
import { askGit } from "./git.ts";

/** What a merge would leave, 40 hex digits of a tree, or the paths that both sides changed. */
export type Merge = { readonly tree: string } | { readonly conflicts: readonly string[] };

/**
 * Merges a branch into a commit as GitHub does. No ref and no work tree is touched.
 *
 * @throws PakError GIT when this git can't merge without a work tree
 */
export function mergeTree(root: string, base: string, head: string): Merge {
  const words = ["merge-tree", "--write-tree", "--name-only", "--no-messages", "-z", base, head];
  const answer = askGit(root, words);
  const [tree = "", ...conflicts] = answer.stdout.toString().split("\0").slice(0, -1);
  if (answer.status === 0) return { tree };
  if (answer.status === 1) return { conflicts };
  // Without a common commit there is nothing to merge upon.
  if (answer.stderr.includes("unrelated histories")) return { conflicts: [] };
  throw new PakError("GIT", `git merge-tree failed: ${answer.stderr.split("\n")[0]}`, {
    fix: "install git 2.38 or later",
  });
}
