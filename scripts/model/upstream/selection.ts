import prerelease from "semver/functions/prerelease.js";
import type { Release } from "../release/release.ts";
import { compareVersions, isPrerelease } from "../version/version.ts";

/** Releases taken when a package is recorded for the first time: years of most packages, some 15 KB of JSON. */
export const FIRST_RELEASES = 60;

/** Prereleases taken in one run. */
export const PRERELEASES = 10;

/** Prereleases that announce a release; nightly, canary and dev builds come daily and would swamp the file. */
const STAGES: ReadonlySet<string> = new Set(["alpha", "beta", "rc"]);

/**
 * Which of the offered releases to add to the recorded ones. It only depends on what is recorded, adds
 * nothing when run again, and never asks to take anything away:
 *
 * - the first time, the newest {@link FIRST_RELEASES} stable versions;
 * - always every stable version published since the newest of those, also a fix for an old line;
 * - of the prereleases only alpha, beta and rc, only those newer than every stable and every recorded
 *   version, at most the newest {@link PRERELEASES}.
 *
 * @param offered upstream's releases that are old enough, in any order
 * @returns newest first; none of them is recorded yet
 */
export function selectReleases(offered: readonly Release[], recorded: readonly Release[]): Release[] {
  const known = new Set(recorded.map(release => release.version));
  const stable = offered.filter(release => !isPrerelease(release.version)).sort(newestFirst);
  const first = recorded.length > 0 ? [] : stable.slice(0, FIRST_RELEASES);
  for (const release of first) known.add(release.version);
  const latest = [...recorded, ...first].reduce(
    (date, { published }) => (published > date ? published : date),
    "",
  );
  const since = stable.filter(({ version, published }) => !known.has(version) && published >= latest);
  const newest = [...stable, ...recorded].sort(newestFirst)[0];
  const announced = offered
    .filter(
      ({ version }) =>
        isAnnouncement(version) && (newest === undefined || compareVersions(version, newest.version) < 0),
    )
    .sort(newestFirst)
    .slice(0, PRERELEASES);
  return [...announced, ...first, ...since].sort(newestFirst);
}

/** For `sort`: newest first by semver. */
export function newestFirst(a: Pick<Release, "version">, b: Pick<Release, "version">): number {
  return compareVersions(a.version, b.version);
}

/** Whether a version announces a release: `beta.3`, `rc1`, `alpha`; the stage may carry its number. */
export function isAnnouncement(version: string): boolean {
  const stage = prerelease(version)?.[0];
  return typeof stage === "string" && STAGES.has(stage.replace(/\d+$/, ""));
}
