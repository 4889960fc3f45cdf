import { PakError } from "../../errors.ts";
import { fetchAccount } from "../publish/pull-request.ts";
import type { GitHub, GitHubAnswer } from "./api.ts";

/** A comment that is posted once below a pull request and then kept up to date. */
export interface KeptComment {
  readonly github: GitHub;
  /** Path of the repository in the API: `/repos/OWNER/NAME`. */
  readonly path: string;
  /** Of the pull request. */
  readonly number: number;
  /** Who posts it: another's comment is never taken for the own one. */
  readonly login: string;
  /** What it begins with; the text does too. */
  readonly marker: string;
  readonly text: string;
}

/** Comments of one page: each may carry 64 KiB of text. */
const PAGE = 30;

/** The account of a workflow's own token, which can't ask who it is. */
const ACTIONS = "github-actions[bot]";

/**
 * Who comments with the token of this environment.
 *
 * @throws PakError TOKEN when GitHub does not say
 */
export async function fetchCommenter(
  github: GitHub,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  if (environment.GITHUB_ACTIONS === "true") return ACTIONS;
  return (await fetchAccount(github)).login;
}

/** Posts a comment, or brings the own one up to date; nothing is written when it says the same. */
export async function keepComment(kept: KeptComment): Promise<"posted" | "updated" | "unchanged"> {
  const { github, path, number, text } = kept;
  const own = await findOwn(kept);
  if (own === undefined) {
    checkWritten(await github.ask("POST", `${path}/issues/${number}/comments`, { body: text }), 201);
    return "posted";
  }
  if (normalize(own.text) === normalize(text)) return "unchanged";
  checkWritten(await github.ask("PATCH", `${path}/issues/comments/${own.id}`, { body: text }), 200);
  return "updated";
}

async function findOwn({ github, path, number, login, marker }: KeptComment) {
  for (let page = 1; ; page += 1) {
    const asked = `${path}/issues/${number}/comments?per_page=${PAGE}&page=${page}`;
    const { status, body } = await github.ask("GET", asked);
    if (status !== 200 || !Array.isArray(body)) throw makeRefusal(status);
    for (const { id, body: text, user } of body as Comment[])
      if (user?.login === login && typeof text === "string" && text.startsWith(marker)) return { id, text };
    if (body.length < PAGE) return undefined;
  }
}

interface Comment {
  readonly id: number;
  readonly body?: string | null;
  readonly user?: { readonly login?: string } | null;
}

function checkWritten({ status }: GitHubAnswer, expected: number): void {
  if (status !== expected) throw makeRefusal(status);
}

function makeRefusal(status: number): PakError {
  return new PakError("TOKEN", `GitHub answered ${status} where the comment is kept`, {
    fix: "give the job the permission pull-requests: write",
  });
}

/** GitHub may keep other line ends than it was sent. */
function normalize(text: string): string {
  return text.replace(/\r\n/g, "\n").trim();
}
