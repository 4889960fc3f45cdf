import type { Entry } from "../entry/entry.ts";
import type { JsonObject } from "../json.ts";
import { changeFor, overrideKeyOf } from "../override/choose.ts";
import type { Override } from "../override/override.ts";
import type { Release } from "../release/release.ts";
import { blend } from "./blend.ts";

/**
 * The manifest of a release: made from the entry and what was recorded, then corrected by the catalog's
 * override for this endpoint and version.
 */
export function buildManifest(
  entry: Omit<Entry, "$schema">,
  release: Release,
  override?: Override,
): JsonObject {
  const { name, description, license, homepage, keywords } = entry;
  const manifest = Object.fromEntries(
    Object.entries({
      name,
      version: release.version,
      description,
      license,
      homepage,
      keywords,
      repository: buildRepository(entry.endpoint),
      dependencies: release.dependencies,
      optionalDependencies: release.optionalDependencies,
    }).filter(([, value]) => value !== undefined),
  ) as JsonObject;
  const key = override && overrideKeyOf(entry.endpoint);
  const change = key === undefined ? undefined : changeFor(override!, key, release.version);
  return change === undefined ? manifest : blend(manifest, change);
}

function buildRepository(endpoint: string): JsonObject | undefined {
  return endpoint.startsWith("https://") ? { type: "git", url: endpoint } : undefined;
}
