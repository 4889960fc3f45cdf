import { renderCodeSpan, renderTerminal } from "../../model/text/terminal.ts";
import type { Proposed } from "../publish/propose.ts";
import type { PullRequest } from "../publish/pull-request.ts";

/** A proposal, and the pull request that came of it. */
export interface ToldProposal {
  readonly title: string;
  readonly proposed: Proposed;
  readonly pull: PullRequest | undefined;
  readonly isDry: boolean;
  /** How it is sent without a token; absent where a pull request was made or there is nowhere to send it. */
  readonly form?: SentForm;
}

/** A filled-in issue form that carries a signed commit. */
export interface SentForm {
  readonly address: string;
  /** Where the text for the field "Signed change" lies when the address would be too long with it. */
  readonly file?: string;
}

/** What a person reads of a proposal: the result, and what is to be done next. */
export function renderProposal({ title, proposed, pull, isDry, form }: ToldProposal): {
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
    next: renderNext(branch, form),
  };
}

function renderNext(branch: string, form: SentForm | undefined): string {
  if (form === undefined) return `next: push ${branch} to a fork of the catalog and open a pull request`;
  const paste = form.file === undefined ? "" : `, and paste all of ${form.file} into the field Signed change`;
  return `next: set GITHUB_TOKEN and run it again, or open this address${paste}:\n${form.address}`;
}

/** The same as one JSON document. */
export function renderProposalJson({ title, proposed, pull, isDry, form }: ToldProposal): string {
  const sent = { ...(pull === undefined ? {} : { pull }), ...(form === undefined ? {} : { form }) };
  return JSON.stringify({ title, ...proposed, isDry, ...sent }, null, 2);
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
