import { type Finding, finding } from "../finding.ts";
import type { Release } from "../release/release.ts";
import type { Cooldown } from "./cooldown.ts";
import { newestFirst, selectReleases } from "./selection.ts";
import type { Held, Upstream } from "./upstream.ts";

/** What a refresh makes of one package. */
export interface Recorded {
  /** What the releases file should hold, newest first; the very same array when nothing is new. */
  readonly releases: readonly Release[];
  readonly added: readonly Release[];
  /** Recorded versions that upstream has deprecated since. */
  readonly deprecated: readonly Release[];
  readonly held: readonly Held[];
  readonly findings: readonly Finding[];
}

/**
 * Adds what a registry offers to what is recorded. A recorded version stays as it is, whatever upstream says
 * now: that its digest changed or that it is gone is a finding. While a digest differs nothing is added, for
 * an upstream whose past changed is not to be believed before a maintainer has looked.
 */
export function recordReleases(
  recorded: readonly Release[],
  upstream: Upstream,
  cooldown: Cooldown,
): Recorded {
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
  if (mutated.length > 0) return { releases: recorded, added: [], deprecated: [], held: [], findings };
  const ripe = upstream.releases.filter(release => cooldown.isOver(release.published));
  const selected = selectReleases(ripe, recorded);
  const added = selected.filter(release => release.deprecated === undefined);
  const deprecated: Release[] = [];
  const kept = recorded.map(release => {
    const said = offered.get(release.version)?.deprecated;
    if (said === undefined || release.deprecated !== undefined) return release;
    const marked = { ...release, deprecated: said };
    deprecated.push(marked);
    return marked;
  });
  const isSame = added.length === 0 && deprecated.length === 0;
  return {
    releases: isSame ? recorded : [...added, ...kept].sort(newestFirst),
    added,
    deprecated,
    held: [
      ...selected.filter(release => release.deprecated !== undefined).map(makeDeprecated),
      ...selectReleases(upstream.releases, recorded)
        .filter(release => !cooldown.isOver(release.published))
        .map(release => makeWaiting(release, cooldown)),
    ],
    findings,
  };
}

function makeDeprecated({ version }: Release): Held {
  return { version, code: "NPM_DEPRECATED" };
}

function makeWaiting({ version, published }: Release, cooldown: Cooldown): Held {
  return { version, code: "COOLDOWN", waiting: { since: published, until: cooldown.endOf(published) } };
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
