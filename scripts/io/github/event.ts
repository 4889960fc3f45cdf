import { readFileSync } from "node:fs";
import type { Account } from "./endpoint-proof.ts";

/** What a check needs to know of the pull request it runs for. */
export interface PullRequest {
  /** Who opened it; absent outside a pull request. */
  readonly author?: Account;
  /** Labels that maintainers put on it; its author can't. */
  readonly labels: readonly string[];
  /** Whether its author belongs to the repository. */
  readonly isMaintainer: boolean;
}

const NONE: PullRequest = { labels: [], isMaintainer: false };

/** GitHub's own words for people with write access. */
const MAINTAINERS = new Set(["OWNER", "MEMBER", "COLLABORATOR"]);

/**
 * Reads the event of a GitHub workflow (GITHUB_EVENT_PATH). Outside one, or for another event, nobody is a
 * maintainer and nothing is labelled. Only values that GitHub sets are used, never the author's text.
 */
export function readPullRequest(environment: Readonly<Record<string, string | undefined>>): PullRequest {
  const file = environment.GITHUB_EVENT_PATH;
  if (environment.GITHUB_ACTIONS !== "true" || file === undefined) return NONE;
  try {
    const event = JSON.parse(readFileSync(file, "utf8")) as { pull_request?: PullRequestFields };
    return describePullRequest(event.pull_request ?? {});
  } catch {
    return NONE;
  }
}

/** The fields of a pull request that GitHub sets, in an event and in its API alike. */
export interface PullRequestFields {
  readonly user?: { readonly id?: unknown; readonly login?: unknown } | null;
  readonly labels?: readonly { readonly name?: unknown }[];
  readonly author_association?: string;
}

/** What GitHub's fields say of a pull request's author and labels. */
export function describePullRequest(fields: PullRequestFields): PullRequest {
  const { id, login } = fields.user ?? {};
  return {
    ...(typeof id === "number" && typeof login === "string" ? { author: { id, login } } : {}),
    labels: (fields.labels ?? []).flatMap(({ name }) => (typeof name === "string" ? [name] : [])),
    isMaintainer: MAINTAINERS.has(fields.author_association ?? ""),
  };
}
