import { recoveryPath } from "../../model/name/paths.ts";
import type { Recovery } from "../../model/recovery/recovery.ts";
import { runGit } from "../git/git.ts";

/**
 * When a catalog took the answer of a recovery: the date of the newest commit of its own line that touches
 * the file. Whoever merges dates that one, by GitHub's clock; the commits of a branch are dated by who asks,
 * and so is main where it was moved to one. Now for what is dated in the future, and for a recovery without
 * an answer.
 */
export function readLanding(given: {
  readonly root: string;
  /** The commit that holds the recovery. */
  readonly commit: string;
  readonly recovery: Recovery | undefined;
  readonly now: Date;
}): Date {
  const { root, commit, recovery, now } = given;
  if (recovery?.answer === undefined) return now;
  const path = recoveryPath(recovery.name);
  // Not `git log`, whose output a repository's own configuration can alter.
  const words = ["rev-list", "--max-count=1", "--first-parent", "--timestamp", commit, "--", path];
  const [seconds] = runGit(root, words).toString().split(" ");
  return seconds ? new Date(Math.min(Number(seconds) * 1000, now.getTime())) : now;
}
