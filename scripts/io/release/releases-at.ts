import { isJsonObject, type JsonObject } from "../../model/json.ts";
import { releasesPath } from "../../model/name/paths.ts";
import { readBlobs } from "../git/objects.ts";
import { parseJson } from "../json/parse.ts";
import { RELEASES_LIMITS } from "../json/strictness.ts";

/**
 * The releases that a commit of the catalog records of packages, in the order of their names; none where it has no such
 * file, or one that can't be read. Nobody has checked that commit: each may have any shape.
 *
 * @param commit 40 hex digits
 */
export function readReleasesAt(root: string, commit: string, names: readonly string[]): JsonObject[][] {
  const paths = names.map(name => `${commit}:${releasesPath(name)}`);
  return readBlobs(root, paths).map(parseReleases);
}

/** The releases of a file, unchecked. */
export function parseReleases(file: Uint8Array | undefined): JsonObject[] {
  const parsed = file && parseJson(file, RELEASES_LIMITS);
  const releases = parsed === undefined || "findings" in parsed ? [] : parsed.document.releases;
  return Array.isArray(releases) ? releases.filter(isJsonObject) : [];
}
