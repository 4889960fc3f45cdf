import { PakError } from "../../errors.ts";
import { parseEndpoint, parseStoredEndpoint, renderEndpoint } from "../../model/entry/endpoint.ts";
import type { Located } from "../../model/install/known.ts";
import { isJsonObject } from "../../model/json.ts";
import { isName } from "../../model/name/name.ts";
import type { Release } from "../../model/release/release.ts";
import { checkTag } from "../../model/release/tag.ts";
import { compareVersions, isVersion } from "../../model/version/version.ts";
import { fetchPatiently, type Patience } from "../remote/patient.ts";
import { applyReplacements } from "../source/address.ts";
import { makeNoGitError } from "../source/git-answer.ts";
import type { GitMeans } from "../source/git-source.ts";
import { openGitTransport } from "../source/git-transport.ts";

/** The name of a Bower registry among catalogs. */
const BOWER = "bower";

/** More than a registry has to say about one package, bytes. */
const LARGEST_ANSWER = 65_536;

/** How long a registry is waited for; all times in milliseconds. */
const PATIENCE: Patience = { retries: 2, leastWait: 1_000, mostWait: 10_000, timeout: 20_000 };

/**
 * A package as a Bower registry tells it: the repository that it names, and a release for each tag that is a version,
 * with or without `v`. Nobody recorded digests: the first fetch takes one of the files, and a lock file keeps it.
 *
 * @param url the registry, with a slash at the end
 * @returns `undefined` for what the registry does not know
 * @throws PakError NETWORK, SOURCE_FETCH or TOO_LARGE when there is no usable answer
 */
export async function locateInBower(
  name: string,
  url: string,
  means: GitMeans,
  patience = PATIENCE,
): Promise<Located | undefined> {
  if (!isName(name)) return undefined;
  const endpoint = await fetchEndpoint(name, url, means.fetch, patience);
  if (endpoint === undefined) return undefined;
  const entry = { name, description: "", endpoint };
  const releases = await fetchReleases(endpoint, means);
  return { name, hops: [], catalog: BOWER, document: { $schema: "", name, entry, releases } };
}

async function fetchEndpoint(
  name: string,
  url: string,
  fetch: typeof globalThis.fetch,
  patience: Patience,
): Promise<string | undefined> {
  const who = `the Bower registry ${url}`;
  const bounds = { who, most: LARGEST_ANSWER, patience };
  // Where a package lies is the registry's to say, and nobody else's.
  const request = { redirect: "manual" } as const;
  const { status, body } = await fetchPatiently(fetch, `${url}packages/${name}`, request, bounds);
  if (status === 404) return undefined;
  if (status !== 200) {
    throw new PakError("NETWORK", `${who} answered ${status} for ${name}`, {
      fix: "check its address; a package's page there should open in a browser",
    });
  }
  const address = parseAddress(new TextDecoder().decode(body));
  const endpoint = address === undefined ? undefined : parseAnyHost(address);
  if (endpoint?.kind === "git") return renderEndpoint(endpoint);
  throw new PakError("SOURCE_FETCH", `${url} names no https address of a git repository for ${name}`, {
    fix: "ask for it from another catalog",
  });
}

function parseAddress(text: string): string | undefined {
  try {
    const document: unknown = JSON.parse(text);
    return isJsonObject(document) && typeof document.url === "string" ? document.url : undefined;
  } catch {
    return undefined;
  }
}

/** Bower's registry still knows addresses of git's own protocol, which GitHub no longer speaks. */
function parseAnyHost(address: string) {
  const secure = address.replace(/^git:\/\//, "https://");
  return parseStoredEndpoint(secure) ?? parseEndpoint(secure);
}

async function fetchReleases(endpoint: string, { fetch, replace }: GitMeans): Promise<readonly Release[]> {
  const { default: git } = await import("isomorphic-git");
  const asked = git.listServerRefs({
    http: openGitTransport(fetch),
    url: applyReplacements(endpoint, replace),
    // The newer protocol asks in the way in which packs are fetched, and is answered with another thing.
    protocolVersion: 1,
    prefix: "refs/tags/",
    peelTags: true,
  });
  const refs = await asked.catch(error => {
    if (error instanceof PakError) throw error;
    throw makeNoGitError(endpoint, error);
  });
  const releases = refs
    .flatMap(({ ref, oid, peeled }) => {
      const tag = ref.slice("refs/tags/".length);
      const version = tag.replace(/^v/, "");
      const isRelease = checkTag(tag).length === 0 && isVersion(version);
      // When it was published, nobody says.
      return isRelease ? [{ version, published: "", tag, commit: peeled ?? oid }] : [];
    })
    .sort((a, b) => compareVersions(a.version, b.version));
  // Of `v1.2.3` and `1.2.3` one has to do.
  return releases.filter(({ version }, at) => releases[at - 1]?.version !== version);
}
