import { type Finding, finding } from "../finding.ts";
import type { Release } from "../release/release.ts";
import { newestFirst, selectReleases } from "./selection.ts";
import type { Upstream } from "./upstream.ts";

/** What a refresh makes of one package. */
export interface Recorded {
  /** What the releases file should hold, newest first; the very same array when nothing is new. */
  readonly releases: readonly Release[];
  readonly added: readonly Release[];
  /** Recorded versions that upstream has deprecated since. */
  readonly deprecated: readonly Release[];
  readonly findings: readonly Finding[];
}

/**
 * Adds what upstream offers to what is recorded. A recorded version stays as it is, whatever upstream says
 * now: that its digest changed or that it is gone is a finding. While a digest differs nothing is added, for
 * an upstream whose past changed is not to be believed before a maintainer has looked.
 *
 * @param until the newest date of publication to record, RFC 3339 in UTC with seconds: the cooldown's end
 */
export function recordReleases(recorded: readonly Release[], upstream: Upstream, until: string): Recorded {
  const offered = new Map(upstream.releases.map(release => [release.version, release]));
  const named = new Set(upstream.versions);
  const mutated = recorded.filter(
    release => named.has(release.version) && offered.get(release.version)?.integrity !== release.integrity,
  );
  const removed = recorded.filter(release => !named.has(release.version) && release.yanked === undefined);
  const findings = [
    ...mutated.map(release => makeMutated(release, offered.get(release.version))),
    ...removed.map(makeRemoved),
  ];
  if (mutated.length > 0) return { releases: recorded, added: [], deprecated: [], findings };

  const ripe = upstream.releases.filter(release => release.published <= until);
  const added = selectReleases(ripe, recorded);
  const deprecated: Release[] = [];
  const kept = recorded.map(release => {
    const said = offered.get(release.version)?.deprecated;
    if (said === undefined || release.deprecated !== undefined) return release;
    const marked = { ...release, deprecated: said };
    deprecated.push(marked);
    return marked;
  });
  const isSame = added.length === 0 && deprecated.length === 0;
  return { releases: isSame ? recorded : [...added, ...kept].sort(newestFirst), added, deprecated, findings };
}

function makeMutated(release: Release, offered: Release | undefined): Finding {
  return finding(
    "VERSION_MUTATED",
    `upstream now serves other bytes as ${release.version}: ${offered?.integrity ?? "no SHA-512 digest"}`,
    {
      expected: release.integrity ?? "no digest",
      fix: "find out why before trusting the package; yank the version if upstream was taken over",
    },
  );
}

function makeRemoved(release: Release): Finding {
  return finding("VERSION_REMOVED", `upstream no longer has ${release.version}`, {
    expected: "every recorded version",
    fix: "yank the version if it was withdrawn for good; the record itself stays",
  });
}
