import { PakError } from "../../errors.ts";
import { readCommit } from "../git/git.ts";
import { fetchRef } from "../publish/clone.ts";
import { type GitHub, renderRepositoryPath } from "./api.ts";
import { describePullRequest, type PullRequest, type PullRequestFields } from "./event.ts";

/** An open pull request as GitHub's API tells it. */
export interface OpenPull extends PullRequest {
  readonly number: number;
  /** Its last commit, 40 hex digits. */
  readonly head: string;
  readonly created: Date;
}

/** Pull requests of one page: each may carry 64 KiB of text. */
const PAGE = 30;

const COMMIT = /^[0-9a-f]{40}$/;

/**
 * The path of the repository in GitHub's API, from GITHUB_REPOSITORY.
 *
 * @throws PakError USAGE when it is not set
 */
export function readRepositoryPath(environment: Readonly<Record<string, string | undefined>>): string {
  const { owner, name } = readRepositoryName(environment);
  return renderRepositoryPath(owner, name);
}

/**
 * The repository of GITHUB_REPOSITORY.
 *
 * @throws PakError USAGE when it is not set
 */
export function readRepositoryName(environment: Readonly<Record<string, string | undefined>>): {
  readonly owner: string;
  readonly name: string;
} {
  const [owner = "", name = "", ...more] = (environment.GITHUB_REPOSITORY ?? "").split("/");
  if (owner !== "" && name !== "" && more.length === 0) return { owner, name };
  throw new PakError("USAGE", "GITHUB_REPOSITORY does not name the catalog's repository", {
    fix: "run it in a GitHub workflow, or set GITHUB_REPOSITORY=OWNER/NAME",
  });
}

/**
 * All open pull requests of a repository.
 *
 * @param path of the repository, as `readRepositoryPath` gives it
 */
export async function findPulls(github: GitHub, path: string): Promise<OpenPull[]> {
  const pulls: OpenPull[] = [];
  for (let page = 1; ; page += 1) {
    const asked = `${path}/pulls?state=open&per_page=${PAGE}&page=${page}`;
    const { status, body } = await github.ask("GET", asked);
    if (status !== 200 || !Array.isArray(body)) {
      throw new PakError("NOT_FOUND", `GitHub answered ${status} to GET ${path}/pulls`, {
        fix: "check GITHUB_REPOSITORY, and that the token may see the repository",
      });
    }
    pulls.push(...body.map(readPull));
    if (body.length < PAGE) return pulls;
  }
}

function readPull(body: unknown): OpenPull {
  const pull = (body ?? {}) as PullRequestFields & {
    readonly number?: unknown;
    readonly created_at?: string;
  };
  const [{ number }, head] = [pull, pull.head?.sha];
  if (!Number.isSafeInteger(number) || typeof head !== "string" || !COMMIT.test(head)) {
    throw new PakError("NETWORK", "GitHub's answer describes no pull request", { fix: "try again later" });
  }
  return {
    ...describePullRequest(pull),
    number: number as number,
    head,
    created: new Date(pull.created_at ?? ""),
  };
}

/**
 * Brings a pull request's objects here, below `refs/pull/`; nothing of it is checked out.
 *
 * @throws PakError NETWORK when they can't be had, GIT when its last commit is no longer the one the API told
 */
export function fetchPull(root: string, { number, head }: OpenPull): void {
  const ref = `refs/pull/${number}/head`;
  fetchRef(root, ref, ref);
  const fetched = readCommit(root, ref);
  if (fetched === head) return;
  throw new PakError("GIT", `pull request ${number} is at ${fetched}, not at ${head}`, {
    fix: "somebody pushed meanwhile: run it again",
  });
}
