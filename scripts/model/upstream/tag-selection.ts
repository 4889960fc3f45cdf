import type { Release } from "../release/release.ts";
import { compareVersions, isPrerelease } from "../version/version.ts";
import { isAnnouncement, newestFirst } from "./selection.ts";
import type { Tagged } from "./tags.ts";

/** Releases taken when a repository is recorded for the first time: each has to be fetched. */
export const FIRST_TAGS = 10;

/**
 * Releases taken in one run afterwards: each has to be fetched, and who makes a hundred thousand tags shall not keep
 * everybody else's from being looked at.
 */
export const MOST_TAGS = 20;

/** Prereleases taken in one run. */
const PRERELEASES = 3;

/**
 * Which tags to record beside the recorded ones. It depends on nothing but them:
 *
 * - the first time, the newest {@link FIRST_TAGS} stable versions;
 * - afterwards the newest {@link MOST_TAGS} stable versions above the oldest recorded one, also a fix for an old line;
 *   what is left comes in with later runs;
 * - of the prereleases only alpha, beta and rc, only those newer than every stable version, the newest few.
 *
 * @returns newest first
 */
export function selectTags(offered: readonly Tagged[], recorded: readonly Release[]): Tagged[] {
  const known = new Set(recorded.map(({ version }) => version));
  const stable = offered.filter(({ version }) => !isPrerelease(version)).sort(newestFirst);
  const floor = recorded
    .map(({ version }) => version)
    .filter(version => !isPrerelease(version))
    .sort(compareVersions)
    .at(-1);
  const taken =
    floor === undefined
      ? stable.slice(0, FIRST_TAGS)
      : stable
          .filter(({ version }) => !known.has(version) && compareVersions(version, floor) < 0)
          .slice(0, MOST_TAGS);
  const newest = [...stable, ...recorded].sort(newestFirst)[0]?.version;
  const announced = offered
    .filter(({ version }) => isAnnouncement(version))
    .filter(({ version }) => newest === undefined || compareVersions(version, newest) < 0)
    .sort(newestFirst)
    .slice(0, PRERELEASES);
  return [...announced, ...taken].filter(({ version }) => !known.has(version)).sort(newestFirst);
}
