import { PakError } from "../../errors.ts";
import { isJsonObject } from "../../model/json.ts";
import { isInstant } from "../../model/text/instant.ts";
import type { ForgeRepository } from "../../model/upstream/repository.ts";
import { type GitHub, renderRepositoryPath } from "./api.ts";

/** A repository at GitHub, as its address names it. */
export interface RepositoryName {
  readonly owner: string;
  readonly repository: string;
}

/** What asking for a repository gave. */
export type AskedRepository =
  | { readonly state: "found"; readonly repository: ForgeRepository; readonly etag?: string }
  /** Nothing has changed since the answer with the given tag. */
  | { readonly state: "unchanged" }
  | { readonly state: "missing" };

/**
 * Asks GitHub who a repository is, and when it was last pushed to: one request, which counts nothing where the tag of
 * the last answer still holds.
 *
 * @throws PakError REPO_REDIRECTED when the name leads to a repository of another name; NETWORK, RATE_LIMITED, TOKEN
 */
export async function fetchForgeRepository(
  github: GitHub,
  name: RepositoryName,
  known: { readonly etag?: string } = {},
): Promise<AskedRepository> {
  const { status, body, etag } = await github.ask("GET", pathOf(name), undefined, known);
  if (status === 304 && known.etag !== undefined) return { state: "unchanged" };
  if (status === 404 || status === 410 || status === 451) return { state: "missing" };
  const { id, owner, full_name, pushed_at, default_branch } = isJsonObject(body) ? body : {};
  const ownerId = isJsonObject(owner) ? owner.id : undefined;
  const isWhole =
    typeof id === "number" &&
    typeof ownerId === "number" &&
    typeof full_name === "string" &&
    isInstant(pushed_at) &&
    typeof default_branch === "string";
  if (status !== 200 || !isWhole) {
    throw new PakError("NETWORK", `GitHub's answer for ${renderName(name)} tells nothing (${status})`, {
      fix: "try again later",
    });
  }
  if (full_name.toLowerCase() !== renderName(name).toLowerCase()) {
    throw new PakError("REPO_REDIRECTED", `${renderName(name)} is called ${full_name.slice(0, 140)} now`, {
      fix: "find out whether it is the same project, then change the endpoint by a pull request",
    });
  }
  const repository = { id, owner: ownerId, pushed: pushed_at, branch: default_branch };
  return { state: "found", repository, ...(etag === undefined ? {} : { etag }) };
}

/** Branches beside the default one that a commit is looked for on: those of old release lines. */
const MOST_BRANCHES = 20;

/**
 * Opens a way to ask whether a commit lies on a branch of the repository. One that lies on none can be anybody's: the
 * commits of all forks answer under the repository's name. The branches are listed once, when the default one is not
 * enough for the first time.
 *
 * @param branch the default one
 * @returns what throws PakError as `fetchForgeRepository` does
 */
export function openBranches(
  github: GitHub,
  name: RepositoryName,
  branch: string,
): (commit: string) => Promise<boolean> {
  let listed: Promise<readonly string[]> | undefined;
  return async commit => {
    if (await holds(branch, commit)) return true;
    listed ??= listOthers();
    for (const other of await listed) if (await holds(other, commit)) return true;
    return false;
  };

  async function listOthers(): Promise<readonly string[]> {
    const { body } = await github.ask("GET", `${pathOf(name)}/branches?per_page=100`);
    const others = (Array.isArray(body) ? (body as unknown[]) : []).flatMap(one => {
      const other = isJsonObject(one) ? one.name : undefined;
      return typeof other === "string" && other !== branch ? [other] : [];
    });
    return others.slice(0, MOST_BRANCHES);
  }

  async function holds(one: string, commit: string): Promise<boolean> {
    // Files stand on the first page alone, and nobody here wants them.
    const range = `${encodeURIComponent(one)}...${commit}?per_page=1&page=2`;
    const { status, body } = await github.ask("GET", `${pathOf(name)}/compare/${range}`);
    const relation = isJsonObject(body) ? body.status : undefined;
    return status === 200 && (relation === "behind" || relation === "identical");
  }
}

function pathOf({ owner, repository }: RepositoryName): string {
  return renderRepositoryPath(owner, repository);
}

function renderName({ owner, repository }: RepositoryName): string {
  return `${owner}/${repository}`;
}
