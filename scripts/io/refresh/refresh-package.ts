import { PakError } from "../../errors.ts";
import { type Finding, finding } from "../../model/finding.ts";
import { entryPath, releasesPath } from "../../model/name/paths.ts";
import type { Release } from "../../model/release/release.ts";
import { recordReleases } from "../../model/upstream/record.ts";
import { NOTHING_SKIPPED, type Skipped } from "../../model/upstream/upstream.ts";
import type { Rulebook } from "../catalog/rulebook.ts";
import { writeReleases } from "../catalog/write-releases.ts";
import type { MetadataSource } from "../npm/configuration.ts";
import { fetchUpstream } from "../npm/metadata.ts";
import type { MetadataCache } from "../npm/metadata-cache.ts";
import type { Subject } from "./plan.ts";

/** What refreshing a package needs of the outside. */
export interface RefreshTools {
  readonly root: string;
  readonly rulebook: Rulebook;
  readonly configuration: MetadataSource;
  readonly cache: MetadataCache;
  readonly fetch: typeof globalThis.fetch;
  /** The newest date of publication to record, RFC 3339 in UTC with seconds. */
  readonly until: string;
  /** Ask and tell, but leave the files alone. */
  readonly isDryRun: boolean;
}

/** What became of one package. */
export interface Outcome {
  readonly name: string;
  readonly added: readonly Release[];
  readonly deprecated: readonly Release[];
  readonly skipped: Skipped;
  readonly findings: readonly Finding[];
  /** Why upstream could not be asked; the package stays as it was. */
  readonly failure?: PakError;
}

/**
 * Asks one package's upstream and writes its releases file when there is something new. What would not pass
 * `pak check` is not written. A failure is part of the outcome, so that other packages go on.
 */
export async function refreshPackage(subject: Subject, tools: RefreshTools): Promise<Outcome> {
  const { name, npm, recorded } = subject;
  const nothing = { name, added: [], deprecated: [], skipped: NOTHING_SKIPPED, findings: [] };
  try {
    const upstream = await fetchUpstream(npm, tools.configuration, tools.cache, tools.fetch);
    if (upstream === undefined) return { ...nothing, findings: [makeMissing(subject)] };
    const { releases, added, deprecated, findings } = recordReleases(recorded, upstream, tools.until);
    const file = releasesPath(name);
    const at = findings.map(found => ({ ...found, file }));
    const { skipped } = upstream;
    if (releases === recorded) return { ...nothing, skipped, findings: at };
    const document = { name, releases };
    const refused = writeReleases({ ...tools, recorded, document });
    return refused.length > 0
      ? { ...nothing, skipped, findings: [...at, ...refused] }
      : { name, added, deprecated, skipped, findings: at };
  } catch (error) {
    if (error instanceof PakError) return { ...nothing, failure: error };
    throw error;
  }
}

function makeMissing({ name, npm, recorded }: Subject): Finding {
  return finding("ENDPOINT_MISSING", `the registry knows no package ${npm}`, {
    file: recorded.length > 0 ? releasesPath(name) : entryPath(name),
    expected: "the package that the endpoint names",
    fix: recorded.length > 0 ? "retract the entry if it was withdrawn for good" : "correct the endpoint",
  });
}
