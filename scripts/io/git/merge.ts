import { PakError } from "../../errors.ts";
import { askGit, findTree } from "./git.ts";
import { listChanges } from "./objects.ts";

/** What a merge would leave, 40 hex digits of a tree, or the paths that both sides changed; none where the two don't go back to one commit. */
export type Merge = { readonly tree: string } | { readonly conflicts: readonly string[] };

/** Milliseconds that a merge may take; one of a catalog of 100,000 takes a tenth of a second. */
const PATIENCE = 30_000;

/**
 * Merges a branch into a commit as GitHub does. No ref and no work tree is touched.
 *
 * @param base 40 hex digits
 * @throws PakError GIT when this git can't merge without a work tree, TOO_LARGE when nobody could read the change
 */
export function mergeTree(root: string, base: string, head: string): Merge {
  const origins = askGit(root, ["merge-base", "--all", base, head])
    .stdout.toString()
    .split("\n")
    .filter(Boolean);
  // Without a common commit there is nothing to merge upon; several are merged with each other first, and so on
  // without end.
  const [origin = "", ...others] = origins;
  if (origin === "" || others.length > 0) return { conflicts: [] };
  if (origin === base) return { tree: findTree(root, head) };
  // A merge lays out every path of a folder that only one side has, however many: a bomb is told by its folders.
  listChanges(root, origin, head);
  const words = ["merge-tree", "--write-tree", "--name-only", "--no-messages", "-z", base, head];
  const answer = askGit(root, words, { patience: PATIENCE });
  const [tree = "", ...conflicts] = answer.stdout.toString().split("\0").slice(0, -1);
  if (answer.status === 0) return { tree };
  if (answer.status === 1) return { conflicts };
  throw new PakError("GIT", `git merge-tree failed: ${answer.stderr.split("\n")[0]}`, {
    fix: "install git 2.38 or later",
  });
}
