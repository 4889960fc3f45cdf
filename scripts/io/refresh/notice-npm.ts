import { PakError } from "../../errors.ts";
import { type Finding, finding } from "../../model/finding.ts";
import type { Release } from "../../model/release/release.ts";
import { recordReleases } from "../../model/upstream/record.ts";
import type { NpmConfiguration } from "../npm/configuration.ts";
import { fetchUpstream } from "../npm/metadata.ts";
import type { MetadataCache } from "../npm/metadata-cache.ts";
import { fetchTarball } from "../source/npm-source.ts";
import type { Noticed, NoticeTools } from "./notice.ts";
import type { NpmSubject } from "./plan.ts";

/** What it takes to ask the registry. */
export interface RegistryMeans {
  readonly fetch: typeof globalThis.fetch;
  readonly configuration: NpmConfiguration;
  readonly cache: MetadataCache;
}

/**
 * Versions that one run fetches to prove them: who publishes thousands shall not keep everybody else's package from
 * being looked at.
 */
const MOST_PROVED = 20;

/**
 * Asks the registry what it has of a package. What it says of a version is proved by fetching that once: of a package
 * that is recorded for the first time the newest version, afterwards each, those that were published first before the others: a later run begins
 * where the last recorded one was published.
 *
 * @returns `undefined` when the registry knows no such package
 * @throws PakError NETWORK, TOO_LARGE, RATE_LIMITED
 */
export async function noticeNpm(
  { endpoint: { name }, recorded }: NpmSubject,
  { fetch, configuration, cache }: RegistryMeans,
  { cooldown }: NoticeTools,
): Promise<Noticed | undefined> {
  const upstream = await fetchUpstream(name, configuration, cache, fetch);
  if (upstream === undefined) return undefined;
  const { skipped } = upstream;
  const noticed = recordReleases(recorded, upstream, cooldown);
  const findings: Finding[] = [...noticed.findings];
  const refused: PakError[] = [];
  const untrue = new Set<string>();
  const isFirst = recorded.length === 0;
  const taken = isFirst ? noticed.added : noticed.added.toSorted(oldestFirst).slice(0, MOST_PROVED);
  const left = new Set(noticed.added.filter(release => !taken.includes(release)));
  for (const release of isFirst ? taken.slice(0, 1) : taken) {
    const error = await prove(name, release, configuration, fetch);
    if (error === undefined) continue;
    untrue.add(release.version);
    if (error.code === "SOURCE_DIGEST") findings.push(makeUnstableFinding(release));
    else refused.push(error);
  }
  const keep = (release: Release) => !untrue.has(release.version) && !left.has(release);
  const added = noticed.added.filter(keep);
  const isSame = added.length + noticed.deprecated.length === 0;
  const releases = isSame ? recorded : noticed.releases.filter(keep);
  return { ...noticed, releases, added, findings, skipped, refused };
}

function oldestFirst(a: Release, b: Release): number {
  return a.published < b.published ? -1 : Number(a.published > b.published);
}

/** Why a version's tarball is not what the registry says; that nobody answers ends the asking. */
async function prove(
  name: string,
  { version, integrity = "" }: Release,
  configuration: NpmConfiguration,
  fetch: typeof globalThis.fetch,
): Promise<PakError | undefined> {
  try {
    await fetchTarball({ name, version, pin: { integrity } }, configuration, fetch);
    return undefined;
  } catch (error) {
    const isOfVersion = error instanceof PakError && /^SOURCE_|^TOO_LARGE$/.test(error.code);
    if (isOfVersion) return error;
    throw error;
  }
}

function makeUnstableFinding({ version, integrity }: Release): Finding {
  return finding("ARCHIVE_UNSTABLE", `the registry serves other bytes as ${version} than it says`, {
    expected: integrity ?? "a digest",
    fix: "find out why before trusting the package",
  });
}
