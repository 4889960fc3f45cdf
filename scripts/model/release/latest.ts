import { compareVersions, isPrerelease } from "../version/version.ts";
import type { Release } from "./release.ts";

/**
 * The release to recommend: the newest that is neither a prerelease nor yanked; failing that the newest that
 * is not yanked; `undefined` when there is none. The list may be in any order.
 */
export function latestOf(releases: readonly Release[]): Release | undefined {
  const usable = releases.filter(release => release.yanked === undefined);
  const stable = usable.filter(release => !isPrerelease(release.version));
  return pickNewest(stable) ?? pickNewest(usable);
}

function pickNewest(releases: readonly Release[]): Release | undefined {
  // Committed lists are newest first, so this looks once and moves nothing.
  let newest = releases[0];
  for (const release of releases)
    if (newest && compareVersions(release.version, newest.version) < 0) newest = release;
  return newest;
}
