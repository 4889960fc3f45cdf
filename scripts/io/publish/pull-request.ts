import { PakError } from "../../errors.ts";
import { pushBranch } from "../git/push.ts";
import { type GitHub, renderRepositoryPath } from "../github/api.ts";
import type { Account } from "../github/endpoint-proof.ts";

/** A branch of this clone that is to become a pull request. */
export interface PullRequestOrder {
  readonly root: string;
  readonly github: GitHub;
  /** Who the token belongs to, whose fork the branch goes to; absent: it goes to the catalog itself. */
  readonly account?: Account;
  readonly token: string;
  /** The catalog's repository at GitHub. */
  readonly repository: { readonly owner: string; readonly name: string };
  readonly branch: string;
  readonly title: string;
  readonly body: string;
}

/** The pull request, new or brought up to date. */
export interface PullRequest {
  readonly url: string;
  readonly number: number;
  readonly state: "opened" | "updated" | "unchanged";
}

/** Who a token belongs to. */
export async function fetchAccount(github: GitHub): Promise<Account> {
  const { status, body } = await github.ask("GET", "/user");
  const { id, login } = (body ?? {}) as Partial<Account>;
  if (status === 200 && typeof id === "number" && typeof login === "string") return { id, login };
  throw new PakError("TOKEN", "GitHub does not say who the token belongs to", {
    fix: "use a personal token or the one of: gh auth token",
  });
}

/**
 * Pushes a branch to the account's fork of the catalog (or to the catalog itself when the account owns it), and
 * opens a pull request for it, or brings the open one up to date. Run again after a break it finishes the job.
 */
export async function openPullRequest(order: PullRequestOrder): Promise<PullRequest> {
  const { root, github, account, repository, branch, token } = order;
  const upstream = renderRepositoryPath(repository.owner, repository.name);
  const { defaultBranch, cloneUrl } = await readRepository(github, "GET", upstream);
  const login = account?.login ?? repository.owner;
  const isOwn = login.toLowerCase() === repository.owner.toLowerCase();
  const url = isOwn ? cloneUrl : (await readRepository(github, "POST", `${upstream}/forks`)).cloneUrl;
  await pushBranch({ root, url, branch, token });
  const head = `${login}:${branch}`;
  const open = await findOpen(github, upstream, head);
  const wanted = { title: order.title, body: order.body };
  if (open === undefined) {
    const made = { ...wanted, head, base: defaultBranch, maintainer_can_modify: true };
    return { ...readPull(await github.ask("POST", `${upstream}/pulls`, made), 201), state: "opened" };
  }
  if (open.title === wanted.title && open.body === wanted.body) return { ...open.pull, state: "unchanged" };
  return {
    ...readPull(await github.ask("PATCH", `${upstream}/pulls/${open.pull.number}`, wanted), 200),
    state: "updated",
  };
}

/**
 * Where git reaches a repository.
 *
 * @throws PakError NOT_FOUND when GitHub does not know it, NETWORK
 */
export async function fetchCloneUrl(
  github: GitHub,
  repository: PullRequestOrder["repository"],
): Promise<string> {
  const path = renderRepositoryPath(repository.owner, repository.name);
  return (await readRepository(github, "GET", path)).cloneUrl;
}

async function readRepository(github: GitHub, method: "GET" | "POST", path: string) {
  const { status, body } = await github.ask(method, path, ...(method === "POST" ? [{}] : []));
  const { clone_url, default_branch } = (body ?? {}) as { clone_url?: unknown; default_branch?: unknown };
  if (status >= 300 || typeof clone_url !== "string" || typeof default_branch !== "string") {
    throw new PakError("NOT_FOUND", `GitHub answered ${status} to ${method} ${path}`, {
      fix: "check where the catalog's remote `origin` leads, and that the token may see it",
    });
  }
  return { cloneUrl: clone_url, defaultBranch: default_branch };
}

async function findOpen(github: GitHub, upstream: string, head: string) {
  const { body } = await github.ask("GET", `${upstream}/pulls?state=open&head=${encodeURIComponent(head)}`);
  const [found] = Array.isArray(body) ? (body as { title?: string; body?: string | null }[]) : [];
  return found === undefined
    ? undefined
    : { title: found.title, body: found.body ?? "", pull: readPull({ status: 200, body: found }, 200) };
}

function readPull({ status, body }: { status: number; body: unknown }, expected: number) {
  const { html_url, number } = (body ?? {}) as { html_url?: unknown; number?: unknown };
  if (status === expected && typeof html_url === "string" && typeof number === "number")
    return { url: html_url, number };
  const { message } = (body ?? {}) as { message?: unknown };
  throw new PakError("TOKEN", `GitHub took no pull request: ${String(message ?? status).slice(0, 200)}`, {
    fix: "the branch is pushed: open the pull request on GitHub, or run it again",
  });
}
