import { readFileSync } from "node:fs";
import { PakError } from "../../errors.ts";
import { readCommit } from "../git/git.ts";
import { fetchRef } from "../publish/clone.ts";
import type { GitHub } from "./api.ts";
import { describePullRequest, type PullRequest, type PullRequestFields } from "./event.ts";

/** An open pull request as GitHub's API tells it. */
export interface OpenPull extends PullRequest {
  readonly number: number;
  /** Its last commit, 40 hex digits. */
  readonly head: string;
  /** The commit of the catalog that it is for. */
  readonly base: string;
  readonly created: Date;
}

/** The run of another workflow that this one follows: which commit it looked at, and whose branch that is of. */
export interface FollowedRun {
  readonly head: string;
  readonly login: string;
  readonly branch: string;
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
  const [owner = "", name = "", ...more] = (environment.GITHUB_REPOSITORY ?? "").split("/");
  if (owner !== "" && name !== "" && more.length === 0)
    return `/repos/${encodeURIComponent(owner)}/${encodeURIComponent(name)}`;
  throw new PakError("USAGE", "GITHUB_REPOSITORY does not name the catalog's repository", {
    fix: "run it in a GitHub workflow, or set GITHUB_REPOSITORY=OWNER/NAME",
  });
}

/**
 * The run that the event of this workflow (GITHUB_EVENT_PATH) follows; `undefined` for another event or none.
 * What it says only chooses a pull request; what is decided comes from the API and from git.
 *
 * @throws PakError READ when the event can't be read
 */
export function readFollowedRun(
  environment: Readonly<Record<string, string | undefined>>,
): FollowedRun | undefined {
  const file = environment.GITHUB_EVENT_PATH;
  if (!file) return undefined;
  const run = readEvent(file).workflow_run;
  if (run === undefined) return undefined;
  const { head_sha: head, head_branch: branch, head_repository } = run ?? {};
  const login = head_repository?.owner?.login;
  if (typeof head === "string" && typeof branch === "string" && typeof login === "string")
    return { head, branch, login };
  throw new PakError("READ", "the event names no commit, branch and owner of a run", {
    fix: "start the workflow after a run of `validate` on a pull request whose fork still exists",
  });
}

interface RunEvent {
  readonly workflow_run?: {
    readonly head_sha?: unknown;
    readonly head_branch?: unknown;
    readonly head_repository?: { readonly owner?: { readonly login?: unknown } } | null;
  } | null;
}

function readEvent(file: string): RunEvent {
  try {
    return (JSON.parse(readFileSync(file, "utf8")) as RunEvent | null) ?? {};
  } catch (cause) {
    throw new PakError("READ", `the event ${file} can't be read`, {
      fix: "unset GITHUB_EVENT_PATH, or let it name a JSON file",
      cause,
    });
  }
}

/**
 * The open pull requests of a repository: those whose last commit a run looked at, else all of them. A commit that
 * is no longer the last one has none: the newer one is looked at by a run of its own.
 *
 * @param path of the repository, as `readRepositoryPath` gives it
 */
export async function findPulls(github: GitHub, path: string, run?: FollowedRun): Promise<OpenPull[]> {
  const head = run === undefined ? "" : `&head=${encodeURIComponent(`${run.login}:${run.branch}`)}`;
  const pulls: OpenPull[] = [];
  for (let page = 1; ; page += 1) {
    const asked = `${path}/pulls?state=open${head}&per_page=${PAGE}&page=${page}`;
    const { status, body } = await github.ask("GET", asked);
    if (status !== 200 || !Array.isArray(body)) {
      throw new PakError("NOT_FOUND", `GitHub answered ${status} to GET ${path}/pulls`, {
        fix: "check GITHUB_REPOSITORY, and that the token may see the repository",
      });
    }
    pulls.push(...body.map(readPull));
    if (body.length < PAGE) return pulls.filter(pull => run === undefined || pull.head === run.head);
  }
}

function readPull(body: unknown): OpenPull {
  const pull = (body ?? {}) as PullRequestFields & {
    readonly number?: unknown;
    readonly head?: { readonly sha?: unknown };
    readonly base?: { readonly sha?: unknown };
    readonly created_at?: string;
  };
  const [{ number }, head, base] = [pull, pull.head?.sha, pull.base?.sha];
  if (!Number.isSafeInteger(number) || !isCommit(head) || !isCommit(base)) {
    throw new PakError("NETWORK", "GitHub's answer describes no pull request", { fix: "try again later" });
  }
  return {
    ...describePullRequest(pull),
    number: number as number,
    head,
    base,
    created: new Date(pull.created_at ?? ""),
  };
}

function isCommit(value: unknown): value is string {
  return typeof value === "string" && COMMIT.test(value);
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
