import { isJsonObject, type Json, type JsonObject } from "../json.ts";
import type { Releases } from "./release.ts";

/** A releases document in which one release is withdrawn; `undefined` when it records no such version. */
export function yankRelease(document: Releases, version: string, reason: string): Releases | undefined {
  if (!document.releases.some(release => release.version === version)) return undefined;
  const releases = document.releases.map(release =>
    release.version === version ? { ...release, yanked: release.yanked ?? reason } : release,
  );
  return { ...document, releases };
}

/** Whether all that a change did to a releases document was to withdraw releases: the one change that is an owner's. */
export function isYank(before: JsonObject, after: JsonObject): boolean {
  const [then, now] = [listReleases(before), listReleases(after)];
  const withdrawn = now.filter((release, at) => hasYanked(release) && !hasYanked(then[at]));
  const restored = now.map(release => (withdrawn.includes(release) ? omitYanked(release) : release));
  return withdrawn.length > 0 && JSON.stringify({ ...after, releases: restored }) === JSON.stringify(before);
}

function listReleases({ releases }: JsonObject): readonly Json[] {
  return Array.isArray(releases) ? releases : [];
}

function hasYanked(release: Json | undefined): boolean {
  return isJsonObject(release) && release.yanked !== undefined;
}

function omitYanked(release: Json): Json {
  const { yanked: _yanked, ...rest } = release as JsonObject;
  return rest;
}
