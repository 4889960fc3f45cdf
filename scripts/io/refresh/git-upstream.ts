import { join } from "node:path";
import { type Endpoint, renderEndpoint } from "../../model/entry/endpoint.ts";
import { isJsonObject } from "../../model/json.ts";
import { isInstant, renderInstant } from "../../model/text/instant.ts";
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
  /** When the tags were listed, RFC 3339 in UTC with seconds. */
  readonly listed: string;
  readonly tags: readonly (readonly [tag: string, commit: string])[];
}

/** What it takes to ask git repositories. */
export interface UpstreamMeans extends GitMeans {
  readonly pauses: Pauses;
  /** Asked who the repositories of github.com are; absent without a token, whose absence leaves 60 questions an hour. */
  readonly github?: GitHub | undefined;
  readonly cache: AnswerCache<RememberedUpstream>;
}

/** Milliseconds after which tags are listed anew, though the forge tells of no push: it never promised to tell of tags. */
const LISTED_ANEW = 24 * 3_600_000;

/** Raise it when {@link RememberedUpstream} or the way it is read changes. */
const FORMAT = 2;

/** What repositories were last time, in `cache/git/` of PAK_HOME. */
export function openUpstreamCache(home: string): AnswerCache<RememberedUpstream> {
  return openAnswerCache(join(home, "cache", "git"), FORMAT, isRemembered);
}

function isRemembered(value: unknown): value is RememberedUpstream {
  return (
    isJsonObject(value) &&
    isJsonObject(value.repository) &&
    isInstant(value.listed) &&
    Array.isArray(value.tags)
  );
}

/**
 * Asks for a repository's tags. Where its forge tells that nothing was pushed since they were listed, that is the only
 * request, and the remembered tags count, for a day.
 *
 * @returns `undefined` when the forge knows no such repository
 * @throws PakError REPO_REDIRECTED, TOO_MANY_REFS, SOURCE_FETCH, NETWORK, RATE_LIMITED, TOKEN
 */
export async function fetchGitUpstream(
  endpoint: Extract<Endpoint, { kind: "git" }>,
  means: UpstreamMeans,
  now: Date,
): Promise<GitUpstream | undefined> {
  const { cache } = means;
  const address = renderEndpoint(endpoint);
  if (means.github === undefined || endpoint.host !== "github.com")
    return { tags: await fetchTags(address, means, means.pauses) };
  const known = cache.read(address);
  const asked = await fetchForgeRepository(means.github, endpoint, known);
  if (asked.state === "missing") return undefined;
  const remembered = known?.value;
  const repository = asked.state === "found" ? asked.repository : remembered!.repository;
  const isFresh =
    remembered !== undefined &&
    remembered.repository.pushed === repository.pushed &&
    now.getTime() - Date.parse(remembered.listed) < LISTED_ANEW;
  const value = isFresh
    ? { ...remembered, repository }
    : {
        repository,
        listed: renderInstant(now),
        tags: [...(await fetchTags(address, means, means.pauses))],
      };
  const etag = asked.state === "found" ? asked.etag : known?.etag;
  const isNew = asked.state === "found" || !isFresh;
  if (isNew && etag !== undefined) cache.write(address, { etag, value });
  return { repository, tags: new Map(value.tags) };
}
