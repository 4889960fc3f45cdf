import { PakError } from "../../errors.ts";
import type { Pauses } from "../remote/patient.ts";
import { applyReplacements } from "./address.ts";
import { makeNoGitError } from "./git-answer.ts";
import type { GitMeans } from "./git-source.ts";
import { FETCH_BOUNDS, openGitTransport } from "./git-transport.ts";

/** Tags of one repository; the largest known have a third of them. */
const MOST_TAGS = 50_000;

/** Bytes of a list of so many. */
const MOST_BYTES = 8 * 1_048_576;

/** Milliseconds for the whole list. */
const WHOLE = 5 * 60_000;

const TAGS = "refs/tags/";

/**
 * Asks a git server for a repository's tags, and for nothing else where it speaks protocol 2.
 *
 * @param endpoint as stored in an entry: `https://HOST/OWNER/REPO.git`
 * @returns tag to the commit it names, 40 hex digits; names as the server gives them, unchecked
 * @throws PakError TOO_MANY_REFS, REPO_REDIRECTED; SOURCE_FETCH when there is no such repository; NETWORK, RATE_LIMITED
 */
export async function fetchTags(
  endpoint: string,
  { fetch, replace }: GitMeans,
  pauses: Pauses,
): Promise<ReadonlyMap<string, string>> {
  const url = applyReplacements(endpoint, replace);
  const { default: git } = await import("isomorphic-git");
  const bounds = { ...FETCH_BOUNDS, ...pauses, most: MOST_BYTES, whole: WHOLE, redirects: 0 };
  const http = openGitTransport(fetch, bounds);
  const listed = await git
    .listServerRefs({ http, url, prefix: TAGS, peelTags: true, protocolVersion: 2 })
    .catch(error => explainFailure(error, endpoint));
  if (listed.length > MOST_TAGS) throw makeTooMany(endpoint);
  // A Map: tags may be called `__proto__`.
  const tags = new Map<string, string>();
  for (const { ref, oid, peeled } of listed) {
    if (ref.startsWith(TAGS)) tags.set(ref.slice(TAGS.length), peeled ?? oid);
  }
  return tags;
}

function explainFailure(error: unknown, endpoint: string): never {
  if (error instanceof PakError) throw error.code === "TOO_LARGE" ? makeTooMany(endpoint) : error;
  throw makeNoGitError(endpoint, error);
}

function makeTooMany(endpoint: string): PakError {
  return new PakError("TOO_MANY_REFS", `${endpoint} lists more than ${MOST_TAGS} tags`, {
    fix: "ask upstream to remove what are no releases",
  });
}
