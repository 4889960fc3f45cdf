import { readFileSync } from "node:fs";
import { PakError } from "../../errors.ts";
import type { GitHub } from "./api.ts";
import type { Account } from "./endpoint-proof.ts";

/** An issue that somebody opened with a form. */
export interface Issue {
  readonly number: number;
  readonly body: string;
  readonly author: Account;
  /** When it was last edited: what is made of it is dated by it, and the same again for the same text. */
  readonly updated: Date;
}

/**
 * The open issue of a workflow's event (GITHUB_EVENT_PATH).
 *
 * @throws PakError USAGE outside a workflow that an issue started
 */
export function readIssue(environment: Readonly<Record<string, string | undefined>>): Issue {
  const { number, body, user, updated_at, state, pull_request } =
    readEvent(environment.GITHUB_EVENT_PATH) ?? {};
  const updated = new Date(typeof updated_at === "string" ? updated_at : Number.NaN);
  const author = readAccount(user);
  const isIssue = Number.isSafeInteger(number) && state === "open" && pull_request === undefined;
  if (isIssue && author !== undefined && !Number.isNaN(updated.getTime()))
    return { number: number as number, body: typeof body === "string" ? body : "", author, updated };
  throw new PakError("USAGE", "the workflow's event has no open issue", {
    fix: "run it in a workflow of GitHub on: issues",
  });
}

interface IssueFields {
  readonly number?: unknown;
  readonly body?: unknown;
  readonly user?: unknown;
  readonly updated_at?: unknown;
  readonly state?: unknown;
  readonly pull_request?: unknown;
}

function readEvent(file: string | undefined): IssueFields | undefined {
  if (!file) return undefined;
  try {
    return (JSON.parse(readFileSync(file, "utf8")) as { issue?: IssueFields } | null)?.issue;
  } catch (cause) {
    throw new PakError("READ", `the event ${file} can't be read`, {
      fix: "unset GITHUB_EVENT_PATH, or let it name a JSON file",
      cause,
    });
  }
}

function readAccount(user: unknown): Account | undefined {
  const { id, login } = (user ?? {}) as { id?: unknown; login?: unknown };
  return typeof id === "number" && typeof login === "string" ? { id, login } : undefined;
}

/** The branch of the catalog's own repository that an issue's form is made into. */
export function issueBranch(number: number): string {
  return `issue/${number}`;
}

/** The number of the issue that a branch of the catalog's own repository was made of. */
export function parseIssueBranch(branch: string): number | undefined {
  const found = /^issue\/([1-9][0-9]{0,9})$/.exec(branch);
  return found === null ? undefined : Number(found[1]);
}

/**
 * Who opened an issue; `undefined` when GitHub does not say.
 *
 * @param path of the repository, as `readRepositoryPath` gives it
 */
export async function fetchIssueAuthor(
  github: GitHub,
  path: string,
  number: number,
): Promise<Account | undefined> {
  const { status, body } = await github.ask("GET", `${path}/issues/${number}`);
  return status === 200 ? readAccount((body as { user?: unknown } | undefined)?.user) : undefined;
}

/**
 * Starts the workflow `validate` on a branch: a pull request that a workflow opens starts none by itself.
 *
 * @throws PakError TOKEN when GitHub does not start it
 */
export async function startValidation(github: GitHub, path: string, branch: string): Promise<void> {
  const { status } = await github.ask("POST", `${path}/actions/workflows/validate.yml/dispatches`, {
    ref: branch,
  });
  if (status === 204 || status === 200) return;
  throw new PakError("TOKEN", `GitHub answered ${status} where the check of ${branch} is started`, {
    fix: "give the job the permission actions: write",
  });
}
