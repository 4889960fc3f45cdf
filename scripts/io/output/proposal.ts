import { renderCodeSpan, renderTerminal } from "../../model/text/terminal.ts";
import type { Proposed } from "../publish/propose.ts";
import type { PullRequest } from "../publish/pull-request.ts";

/** A proposal, and the pull request that came of it. */
export interface ToldProposal {
  readonly title: string;
  readonly proposed: Proposed;
  readonly pull: PullRequest | undefined;
  readonly isDry: boolean;
}

/** What a person reads of a proposal: the result, and what is to be done next. */
export function renderProposal({ title, proposed, pull, isDry }: ToldProposal): {
  readonly result: readonly string[];
  readonly next?: string;
} {
  const { branch, commit, diff, isUnchanged } = proposed;
  if (isUnchanged) return { result: ["unchanged: the catalog says all of it already"] };
  if (isDry) return { result: [title, ...diff.trimEnd().split("\n").map(renderTerminal)] };
  if (pull !== undefined) return { result: [`${pull.state}: ${pull.url}`] };
  if (commit === undefined) return { result: [] };
  return {
    result: [`${commit.slice(0, 12)} on ${branch}: ${title}`],
    next: `next: push ${branch} to your fork of the catalog and open a pull request, or set GITHUB_TOKEN and run it again`,
  };
}

/** The same as one JSON document. */
export function renderProposalJson({ title, proposed, pull }: ToldProposal): string {
  const { isRefused: _isRefused, ...told } = proposed;
  return JSON.stringify({ title, ...told, ...(pull === undefined ? {} : { pull }) }, null, 2);
}

/** The text of the pull request, in Markdown. */
export function renderPullBody(title: string, fingerprint: string, { findings }: Proposed): string {
  const waits = findings.map(found => `- \`${found.code}\`: ${renderCodeSpan(found.fix ?? found.message)}`);
  return [
    `${title}, signed by \`${fingerprint}\`.`,
    ...(waits.length === 0 ? [] : ["", "This waits for a maintainer:", "", ...waits]),
    "",
  ].join("\n");
}
