import { RE2JS } from "re2js";
import parse from "semver/functions/parse.js";
import { checkTag } from "../release/tag.ts";
import { isVersion } from "../version/version.ts";

/** A tag that names a version. */
export interface Tagged {
  readonly version: string;
  readonly tag: string;
  /** 40 hex digits. */
  readonly commit: string;
}

/** The versions among a repository's tags. */
export interface TaggedVersions {
  readonly versions: readonly Tagged[];
  /** Tags that the catalog does not record, of whatever name: counted, never fatal for the others. */
  readonly refused: number;
}

/** `v1.2.3`, `1.2.3`, `V1.2` with whatever prerelease; what else a tag may be is for an override to say. */
const USUAL = /^[vV]?(\d{1,15})\.(\d{1,15})(?:\.(\d{1,15}))?(?:-([0-9A-Za-z.-]+))?$/;

/**
 * Reads versions out of tags. Where several tags name one version, those of one commit are one, and the shortest
 * counts; those of several commits are none, for nobody can tell which is meant.
 *
 * @param tags tag to commit
 * @param pattern of the override (`versions`), already checked; absent: the usual spellings
 */
export function readTags(tags: ReadonlyMap<string, string>, pattern?: string): TaggedVersions {
  const read = pattern === undefined ? readUsual : openPattern(pattern);
  const byVersion = new Map<string, Tagged | undefined>();
  let refused = 0;
  for (const [tag, commit] of tags) {
    if (checkTag(tag).length > 0 || !/^[0-9a-f]{40}$/.test(commit)) {
      refused += 1;
      continue;
    }
    const version = read(tag);
    if (version === undefined) continue;
    const twin = byVersion.get(version);
    if (!byVersion.has(version)) byVersion.set(version, { version, tag, commit });
    else if (twin?.commit !== commit) byVersion.set(version, undefined);
    else if (tag.length < twin.tag.length) byVersion.set(version, { version, tag, commit });
  }
  return { versions: [...byVersion.values()].filter(tagged => tagged !== undefined), refused };
}

function readUsual(tag: string): string | undefined {
  const [, ...parts] = USUAL.exec(tag) ?? [];
  return joinVersion(parts);
}

/** Runs in a linear-time engine: the pattern is data. */
function openPattern(text: string): (tag: string) => string | undefined {
  const pattern = RE2JS.compile(text);
  return tag => {
    const matcher = pattern.matcher(tag);
    if (!matcher.matches()) return undefined;
    return joinVersion(
      [1, 2, 3, 4].map(group =>
        group > matcher.groupCount() ? undefined : (matcher.group(group) ?? undefined),
      ),
    );
  };
}

/** Major, minor, patch and prerelease as a canonical version; what is missing counts as nought. */
function joinVersion([major, minor = "0", patch = "0", prerelease]: readonly (string | undefined)[]):
  | string
  | undefined {
  if (major === undefined) return undefined;
  // Leading noughts (`2024.01.05`) mean the same number.
  const numbers = [major, minor, patch].map(part => part.replace(/^0+(?=\d)/, ""));
  const version = parse(
    `${numbers.join(".")}${prerelease ? `-${prerelease.replace(/^-/, "")}` : ""}`,
  )?.version;
  return isVersion(version) ? version : undefined;
}
