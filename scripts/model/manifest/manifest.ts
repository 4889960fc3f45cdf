import { parseStoredEndpoint } from "../entry/endpoint.ts";
import type { Entry } from "../entry/entry.ts";
import { type JsonObject, withoutAbsent } from "../json.ts";
import { findChange } from "../override/choose.ts";
import { FIELD_CHECKS } from "../override/fields.ts";
import type { Override } from "../override/override.ts";
import type { Release } from "../release/release.ts";
import { blendLayers, type Layer } from "./layers.ts";

/** The order in which a manifest has its fields; what is not here follows as it came. */
const FIELDS = [...FIELD_CHECKS.keys()];

/**
 * What a catalog says of a release's manifest: the entry, what was recorded, and the override's change for this
 * endpoint and version, if it has one.
 */
export function listCatalogLayers(
  entry: Omit<Entry, "$schema">,
  release: Release,
  override?: Override,
): Layer[] {
  const { name, license, homepage, keywords, endpoint } = entry;
  // What comes straight from a registry has no entry that says more than the package itself.
  const description = entry.description || undefined;
  const { version, dependencies, optionalDependencies } = release;
  const repository =
    parseStoredEndpoint(endpoint)?.kind === "git" ? { type: "git", url: endpoint } : undefined;
  const change = override && findChange(override, endpoint, version);
  return [
    { name: "entry", change: withoutAbsent({ name, description, license, homepage, keywords, repository }) },
    { name: "release", change: withoutAbsent({ version, dependencies, optionalDependencies }) },
    ...(change === undefined ? [] : [{ name: "catalog", change } as const]),
  ];
}

/** The manifest of a release as the catalog alone knows it: made from entry and release, then corrected. */
export function buildManifest(...given: Parameters<typeof listCatalogLayers>): JsonObject {
  return orderManifest(blendLayers(listCatalogLayers(...given)));
}

/** A manifest with its fields in the order in which people expect them. */
export function orderManifest(manifest: JsonObject): JsonObject {
  const rank = (field: string) => (FIELDS.includes(field) ? FIELDS.indexOf(field) : FIELDS.length);
  return Object.fromEntries(Object.entries(manifest).sort(([a], [b]) => rank(a) - rank(b)));
}
