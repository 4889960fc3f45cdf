import type { Candidate } from "../../model/build/matrix.ts";
import { readCommit } from "../git/git.ts";
import { readReleasesAt } from "../release/releases-at.ts";

/**
 * Leaves out what another revision of the catalog has an artifact of: it was built and released, and the pull request
 * that records it waits.
 *
 * @throws PakError GIT when the revision names no commit
 */
export function leavePending(root: string, revision: string, candidates: readonly Candidate[]): Candidate[] {
  const commit = readCommit(root, revision);
  const names = candidates.map(({ name }) => name);
  const waiting = readReleasesAt(root, commit, names);
  return candidates.filter(({ release: { version } }, at) =>
    waiting[at]!.every(there => there.version !== version || there.artifact === undefined),
  );
}
