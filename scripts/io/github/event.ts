import { readFileSync } from "node:fs";
import { SIMILARITY_LABEL } from "../../model/name/claim.ts";
import { ENDPOINT_LABEL } from "../../model/publish/ownership.ts";
import type { GitHub } from "./api.ts";
import type { Account } from "./endpoint-proof.ts";
import { fetchIssueAuthor, parseIssueBranch } from "./issue.ts";
import { isRecordBranch } from "./record-branches.ts";

/** What a check needs to know of the pull request it runs for. */
export interface PullRequest {
  /** Who opened it; absent outside a pull request, and where an issue says who it is. */
  readonly author?: Account;
  /** The issue whose form it was made of, whose author it has. */
  readonly issue?: number;
  /** Labels that maintainers put on it; its author can't. */
  readonly labels: readonly string[];
  /** Whether its author belongs to the repository. */
  readonly isMaintainer: boolean;
  /** Whether one of the catalog's own jobs made it: it holds releases, and nothing else. */
  readonly isBot: boolean;
}

const NONE: PullRequest = { labels: [], isMaintainer: false, isBot: false };

/** GitHub's own words for people with write access. */
const MAINTAINERS = new Set(["OWNER", "MEMBER", "COLLABORATOR"]);

/** By these a maintainer lets a held finding pass; a robot may put on others whenever it likes. */
const REVIEW_LABELS: ReadonlySet<string> = new Set([ENDPOINT_LABEL, SIMILARITY_LABEL]);

/**
 * Reads the event of a GitHub workflow (GITHUB_EVENT_PATH). Outside one, or for another event, nobody is a
 * maintainer and nothing is labelled. Only values that GitHub sets are used, never the author's text.
 */
export function readPullRequest(environment: Readonly<Record<string, string | undefined>>): PullRequest {
  const file = environment.GITHUB_EVENT_PATH;
  if (environment.GITHUB_ACTIONS !== "true" || file === undefined) return NONE;
  try {
    const event = JSON.parse(readFileSync(file, "utf8")) as {
      pull_request?: PullRequestFields;
      ref?: unknown;
      action?: unknown;
      label?: { name?: unknown };
    };
    if (event.pull_request !== undefined) {
      const pull = describePullRequest(event.pull_request);
      // Who puts one of them on has seen the commit that is checked; at any other time they may be of an earlier one.
      const isReview = event.action === "labeled" && REVIEW_LABELS.has(String(event.label?.name));
      return isReview ? pull : { ...pull, labels: [] };
    }
    const branch = String(event.ref).replace(/^refs\/heads\//, "");
    const issue = parseIssueBranch(branch);
    return issue === undefined ? { ...NONE, isBot: isRecordBranch(branch) } : { ...NONE, issue };
  } catch {
    return NONE;
  }
}

/**
 * A pull request with its author: who opened the issue that it was made of, where it was made of one. Whoever
 * GitHub does not name proves nothing.
 */
export async function findAuthor<Pull extends PullRequest>(
  pull: Pull,
  { github, path }: { readonly github: GitHub; readonly path: string },
): Promise<Pull> {
  if (pull.issue === undefined) return pull;
  const author = await fetchIssueAuthor(github, path, pull.issue);
  return author === undefined ? pull : { ...pull, author };
}

/** The fields of a pull request that GitHub sets, in an event and in its API alike. */
export interface PullRequestFields {
  readonly user?: { readonly id?: unknown; readonly login?: unknown } | null;
  readonly labels?: readonly { readonly name?: unknown }[];
  readonly author_association?: string;
  readonly head?: PullRequestSide;
  readonly base?: PullRequestSide;
}

interface PullRequestSide {
  readonly ref?: unknown;
  readonly sha?: unknown;
  readonly repo?: { readonly id?: unknown } | null;
}

/** What GitHub's fields say of a pull request's author and labels. */
export function describePullRequest(fields: PullRequestFields): PullRequest {
  const { id, login } = fields.user ?? {};
  const labels = (fields.labels ?? []).flatMap(({ name }) => (typeof name === "string" ? [name] : []));
  const branch = readOwnBranch(fields);
  const issue = parseIssueBranch(branch ?? "");
  if (issue !== undefined) return { labels, issue, isMaintainer: false, isBot: false };
  if (isRecordBranch(branch)) return { labels, isMaintainer: false, isBot: true };
  return {
    ...(typeof id === "number" && typeof login === "string" ? { author: { id, login } } : {}),
    labels,
    isMaintainer: MAINTAINERS.has(fields.author_association ?? ""),
    isBot: false,
  };
}

/** A branch of the catalog's own, which only who may write to it makes: a fork's of that name is nobody's. */
function readOwnBranch({ head, base }: PullRequestFields): string | undefined {
  const isOwn = typeof base?.repo?.id === "number" && head?.repo?.id === base.repo.id;
  return isOwn && typeof head?.ref === "string" ? head.ref : undefined;
}
