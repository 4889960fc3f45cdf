import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { writeAtomically } from "../disk/atomic.ts";
import { readCommit } from "../git/git.ts";
import { listTree, readBlobs } from "../git/objects.ts";
import { commitToBranch } from "../publication/branch.ts";
import { fetchRef, hasRef } from "../publish/clone.ts";
import { HEALTH_FOLDER, isHealthFile } from "./health-store.ts";

/**
 * Brings the health that an earlier run kept on a branch of `origin` into the catalog's folder, over what is there.
 * A branch that is not there yet is an empty one.
 *
 * @throws PakError NETWORK when `origin` does not answer, GIT when git refuses what it sends
 */
export function fetchHealth(root: string, branch: string): void {
  const [there, here] = [`refs/heads/${branch}`, `refs/remotes/origin/${branch}`];
  if (!hasRef(root, there)) return;
  fetchRef(root, there, here);
  const isShard = ({ path, mode }: { path: string; mode: string }) => mode === "100644" && isHealthFile(path);
  const files = listTree(root, readCommit(root, here), []).filter(isShard);
  const blobs = readBlobs(
    root,
    files.map(({ id }) => id),
  );
  for (const [at, { path }] of files.entries()) {
    const blob = blobs[at];
    if (blob !== undefined) writeAtomically(join(root, HEALTH_FOLDER, path), blob);
  }
}

/** Makes the health in the catalog's folder the one commit of a branch here; whoever wants it elsewhere pushes that. */
export function keepHealth(root: string, branch: string, date: string): void {
  const folder = join(root, HEALTH_FOLDER);
  // Nobody may have been asked yet.
  mkdirSync(folder, { recursive: true });
  commitToBranch({ root, branch, folder, date, message: "How upstreams fare", isAlone: true });
}
