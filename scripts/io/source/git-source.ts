import fs from "node:fs";
import type { CommitObject } from "isomorphic-git";
import { PakError } from "../../errors.ts";
import type { GitPin } from "../../model/install/selection.ts";
import { explainWrite, isDiskError } from "../disk/atomic.ts";
import { withScratchFolder } from "../disk/scratch-folder.ts";
import { applyReplacements, type Replacements } from "./address.ts";
import { makeNoGitError } from "./git-answer.ts";
import { openGitTransport } from "./git-transport.ts";
import { writeGitTree } from "./git-tree.ts";

/** How git repositories are reached. */
export interface GitMeans {
  readonly fetch: typeof globalThis.fetch;
  readonly replace?: Replacements;
}

/** A commit whose files were fetched. */
export interface FetchedCommit {
  /** Digest of its files: Go's dirhash Hash1, `h1:` and base64. */
  readonly tree: string;
  /** When it was committed, as it says itself. */
  readonly committed: Date;
}

/**
 * Fetches one tag of a repository without its history, proves that it still is the recorded commit, and writes the
 * commit's files into `folder`.
 *
 * SHA-1, by which git names commits, can be forged with effort; the tree digest is SHA-256 and can't. So it is proved
 * where the pin has it, and given back to be kept.
 *
 * Bounded are the bytes received, what they inflate to, the time that the server takes, and the files (the archive
 * guard). What isomorphic-git makes of a hostile pack within those bounds is not bounded by itself: ten seconds of a
 * processor and 2 GB of memory were measured for 40,000 deltas.
 *
 * @throws PakError SOURCE_FETCH when the repository or the tag is gone, SOURCE_DIGEST when the tag names another
 *   commit or the files are others, NETWORK, TOO_LARGE, ARCHIVE_… for files that no package may hold
 */
export async function fetchGitSource(
  { endpoint, pin }: { readonly endpoint: string; readonly pin: GitPin },
  folder: string,
  means: GitMeans,
): Promise<FetchedCommit> {
  const url = applyReplacements(endpoint, means.replace);
  return withScratchFolder("source", async gitdir => {
    const source = { endpoint, url, pin, gitdir };
    const commit = await fetchCommit(source, means.fetch);
    const tree = await writeGitTree({ gitdir, tree: commit.tree }, folder);
    if (pin.tree !== undefined && pin.tree !== tree) {
      throw new PakError("SOURCE_DIGEST", `the files of ${endpoint} ${pin.tag} are not the recorded ones`, {
        fix: "don't use them, and report it to the maintainers: the commit is the same, so somebody forged it",
      });
    }
    return { tree, committed: new Date(commit.committer.timestamp * 1000) };
  });
}

interface GitSource {
  readonly endpoint: string;
  readonly url: string;
  readonly pin: GitPin;
  readonly gitdir: string;
}

/** Fetches the tag into `gitdir`. */
async function fetchCommit(source: GitSource, fetch: typeof globalThis.fetch): Promise<CommitObject> {
  const { endpoint, url, pin, gitdir } = source;
  const { default: git } = await import("isomorphic-git");
  const ref = `refs/tags/${pin.tag}`;
  const repository = { fs, gitdir };
  await git.init({ ...repository, bare: true });
  await git.setConfig({ ...repository, path: "remote.origin.fetch", value: "+refs/tags/*:refs/tags/*" });
  const http = openGitTransport(fetch);
  const wanted = { url, remote: "origin", ref, remoteRef: ref, singleBranch: true, depth: 1 };
  const fetched = await git
    .fetch({ ...repository, http, ...wanted })
    .catch(error => explainFailure(error, source));
  if (fetched.fetchHead === null) throw makeGoneError(source);
  const found = await git
    .readCommit({ ...repository, oid: fetched.fetchHead })
    // A tag of a folder or of a file: no commit at all.
    .catch(() => undefined);
  if (found?.oid === pin.commit) return found.commit;
  const what = found === undefined ? "no commit any more" : `the commit ${found.oid} now`;
  throw new PakError("SOURCE_DIGEST", `the tag ${pin.tag} of ${endpoint} was moved: it names ${what}`, {
    fix: `don't use it: ${pin.commit} was recorded; tell the package's owner, or choose another version`,
  });
}

function explainFailure(error: unknown, source: GitSource): never {
  if (error instanceof PakError) throw error;
  if (isDiskError(error)) throw explainWrite(source.gitdir, error);
  const { code, data } = error as { readonly code?: unknown; readonly data?: { readonly what?: unknown } };
  if (code === "NotFoundError" && data?.what !== "HEAD") throw makeGoneError(source);
  if (code === "NotFoundError") {
    throw new PakError(
      "SOURCE_FETCH",
      `${source.endpoint} has no default branch, without which it can't be read`,
      {
        fix: "ask the package's owner to choose one that exists",
        cause: error,
      },
    );
  }
  throw makeNoGitError(source.endpoint, error);
}

function makeGoneError({ endpoint, pin }: GitSource): PakError {
  return new PakError("SOURCE_FETCH", `${endpoint} has no tag ${pin.tag} any more`, {
    fix: "choose another version, or ask the package's owner to put the tag back",
  });
}
