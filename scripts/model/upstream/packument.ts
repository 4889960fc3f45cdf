import { isJsonObject } from "../json.ts";
import { isIntegrity } from "../release/digests.ts";
import type { Release } from "../release/release.ts";
import { renderInstant } from "../text/instant.ts";
import { isVersion } from "../version/version.ts";
import { parseDependencies } from "./dependencies.ts";
import { parseNotice } from "./notice.ts";
import { addSkipped, NOTHING_SKIPPED, type Skipped, type Upstream } from "./upstream.ts";

/**
 * Reads the full metadata of an npm package ("packument"). Only facts are taken over, each checked; what is
 * missing or malformed leaves its version out and is counted.
 *
 * @returns `undefined` when the document is no metadata of this package
 */
export function parsePackument(document: unknown, name: string): Upstream | undefined {
  if (!isJsonObject(document) || document["name"] !== name) return undefined;
  const { versions, time } = document;
  // A package that was taken back keeps its name and its dates, and has no versions.
  const manifests = isJsonObject(versions) ? Object.entries(versions) : [];
  const releases: Release[] = [];
  let skipped = NOTHING_SKIPPED;
  for (const [version, manifest] of manifests) {
    const published = isJsonObject(time) && Object.hasOwn(time, version) ? time[version] : undefined;
    const parsed = parseManifest(version, manifest, published);
    if (parsed.release !== undefined) releases.push(parsed.release);
    skipped = addSkipped(skipped, { ...NOTHING_SKIPPED, ...parsed.skipped });
  }
  return { versions: manifests.map(([version]) => version), releases, skipped };
}

/** One version; without a release when it can't be recorded, and what was skipped either way. */
function parseManifest(
  version: string,
  manifest: unknown,
  time: unknown,
): { release?: Release; skipped: Partial<Skipped> } {
  if (!isVersion(version) || !isJsonObject(manifest)) return { skipped: { versions: 1 } };
  const integrity = parseIntegrity(manifest["dist"]);
  if (integrity === undefined) return { skipped: { undigested: 1 } };
  const published = parseDate(time);
  if (published === undefined) return { skipped: { undated: 1 } };
  const optional = parseDependencies(manifest["optionalDependencies"]);
  // npm repeats optional dependencies among the others.
  const required = parseDependencies(manifest["dependencies"], optional.all);
  const deprecated = parseNotice(manifest["deprecated"]);
  return {
    release: {
      version,
      published,
      integrity,
      ...(required.kept === undefined ? {} : { dependencies: required.kept }),
      ...(optional.kept === undefined ? {} : { optionalDependencies: optional.kept }),
      ...(deprecated === undefined ? {} : { deprecated }),
    },
    skipped: { dependencies: required.skipped + optional.skipped },
  };
}

/** The SHA-512 of a Subresource Integrity string, which may hold several digests. */
function parseIntegrity(dist: unknown): string | undefined {
  const integrity = isJsonObject(dist) ? dist["integrity"] : undefined;
  if (typeof integrity !== "string") return undefined;
  return integrity.split(/\s+/).find(isIntegrity);
}

/** RFC 3339 in UTC, cut to whole seconds. */
function parseDate(time: unknown): string | undefined {
  if (typeof time !== "string" || !/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(time)) return undefined;
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? undefined : renderInstant(date);
}
