import { join } from "node:path";
import { type Endpoint, renderEndpoint } from "../../model/entry/endpoint.ts";
import { isJsonObject } from "../../model/json.ts";
import type { ForgeRepository } from "../../model/upstream/repository.ts";
import type { GitHub } from "../github/api.ts";
import { fetchForgeRepository } from "../github/forge.ts";
import { type AnswerCache, openAnswerCache } from "../remote/answer-cache.ts";
import type { Pauses } from "../remote/patient.ts";
import type { GitMeans } from "../source/git-source.ts";
import { fetchTags } from "../source/git-tags.ts";

/** Everything that a git repository offers. */
export interface GitUpstream {
  /** Who it is, where its forge was asked. */
  readonly repository?: ForgeRepository;
  /** Tag to commit, unchecked. */
  readonly tags: ReadonlyMap<string, string>;
}

/** A {@link GitUpstream} as it is remembered. */
export interface RememberedUpstream {
  readonly repository: ForgeRepository;
  readonly tags: readonly (readonly [tag: string, commit: string])[];
}

/** What it takes to ask git repositories. */
export interface UpstreamMeans extends GitMeans {
  readonly pauses: Pauses;
  /** Asked who the repositories of github.com are; absent without a token, whose absence leaves 60 questions an hour. */
  readonly github?: GitHub | undefined;
  readonly cache: AnswerCache<RememberedUpstream>;
}

/** Raise it when {@link RememberedUpstream} or the way it is read changes. */
const FORMAT = 1;

/** What repositories were last time, in `cache/git/` of PAK_HOME. */
export function openUpstreamCache(home: string): AnswerCache<RememberedUpstream> {
  return openAnswerCache(join(home, "cache", "git"), FORMAT, isRemembered);
}

function isRemembered(value: unknown): value is RememberedUpstream {
  return isJsonObject(value) && isJsonObject(value.repository) && Array.isArray(value.tags);
}

/**
 * Asks for a repository's tags. Where its forge tells that nothing was pushed since the last time, that is the only
 * request, and the remembered tags count.
 *
 * @returns `undefined` when the forge knows no such repository
 * @throws PakError REPO_REDIRECTED, TOO_MANY_REFS, SOURCE_FETCH, NETWORK, RATE_LIMITED, TOKEN
 */
export async function fetchGitUpstream(
  endpoint: Extract<Endpoint, { kind: "git" }>,
  means: UpstreamMeans,
): Promise<GitUpstream | undefined> {
  const address = renderEndpoint(endpoint);
  if (means.github === undefined || endpoint.host !== "github.com")
    return { tags: await fetchTags(address, means, means.pauses) };
  const known = means.cache.read(address);
  const asked = await fetchForgeRepository(means.github, endpoint, known);
  if (asked.state === "missing") return undefined;
  const repository = asked.state === "found" ? asked.repository : known?.value.repository;
  const isSame = repository !== undefined && repository.pushed === known?.value.repository.pushed;
  const tags = isSame ? new Map(known.value.tags) : await fetchTags(address, means, means.pauses);
  if (asked.state !== "found") return { ...(repository === undefined ? {} : { repository }), tags };
  if (asked.etag !== undefined) {
    const value = { repository: asked.repository, tags: [...tags] };
    means.cache.write(address, { etag: asked.etag, value });
  }
  if (isSame) return { repository, tags };
  // What was pushed between the question and the list would count as old as the push before.
  const again = await fetchForgeRepository(means.github, endpoint, asked);
  if (again.state === "missing") return undefined;
  return { repository: again.state === "found" ? again.repository : asked.repository, tags };
}
