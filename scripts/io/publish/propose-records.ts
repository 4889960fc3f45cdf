import { join } from "node:path";
import { readIfPresent } from "../disk/read-if-present.ts";
import { commitFiles } from "../git/commit-files.ts";
import { readCommit, runGit } from "../git/git.ts";
import type { GitHub } from "../github/api.ts";
import { startValidation } from "../github/issue.ts";
import { readRepositoryName, readRepositoryPath } from "../github/pull.ts";
import type { RecordBranch } from "../github/record-branches.ts";
import { CATALOG, requireFreeBranch } from "../publication/branch.ts";
import { openPullRequest, type PullRequest } from "./pull-request.ts";

/** Releases files that a job has written, for the catalog. */
export interface RecordsOrder {
  /** A clone of the catalog whose work tree has them. */
  readonly root: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly github: GitHub;
  readonly token: string;
  readonly branch: RecordBranch;
  /** What the commit and the pull request are called. */
  readonly title: string;
}

const RELEASES = "catalog/releases";

/**
 * Proposes every releases file that differs from the commit which is checked out: one commit upon that on a branch of
 * the catalog's own, and one pull request. What the branch held before is made anew, never merged. The same files upon
 * the same commit are the same commit again, so that a run which broke off is finished by the next.
 *
 * @returns `undefined` when no file differs
 * @throws PakError USAGE without GITHUB_REPOSITORY, TOKEN, NETWORK, GIT when the branch is checked out
 */
export async function proposeRecords(order: RecordsOrder): Promise<PullRequest | undefined> {
  const { root, environment, branch, title } = order;
  const paths = listChanged(root);
  if (paths.length === 0) return undefined;
  requireFreeBranch(root, branch);
  const base = readCommit(root, "HEAD");
  const seconds = Number(runGit(root, ["show", "--no-patch", "--format=%ct", base]).toString());
  const commit = await commitFiles({
    root,
    parent: base,
    files: new Map(paths.map(path => [path, readIfPresent(join(root, path)) ?? new Uint8Array()])),
    message: `${title}\n\n${paths.join("\n")}\n`,
    signer: { ...CATALOG, now: new Date(seconds * 1000) },
  });
  runGit(root, ["update-ref", `refs/heads/${branch}`, commit]);
  const pull = await openPullRequest({
    ...order,
    repository: readRepositoryName(environment),
    body: renderBody(paths),
  });
  // A pull request that a workflow opens starts no check by itself.
  await startValidation(order.github, readRepositoryPath(environment), branch);
  return pull;
}

/** Releases files that are new or changed in the work tree; no job deletes one. */
function listChanged(root: string): string[] {
  const ask = (words: readonly string[]) =>
    runGit(root, [...words, "-z", "--", RELEASES])
      .toString()
      .split("\0")
      .filter(Boolean);
  const changed = ask(["diff", "--name-only", "--no-renames", "--diff-filter=AM", "HEAD"]);
  const added = ask(["ls-files", "--others", "--exclude-standard"]);
  return [...new Set([...changed, ...added])].sort();
}

function renderBody(paths: readonly string[]): string {
  const names = paths.map(path => `- \`${path}\``).slice(0, 500);
  const more = paths.length > names.length ? [`- and ${paths.length - names.length} more`] : [];
  return [
    "Written by a job of this catalog, which makes it anew with each run: don't edit it.",
    "",
    ...names,
    ...more,
    "",
  ].join("\n");
}
