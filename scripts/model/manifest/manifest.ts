import type { Entry } from "../entry/entry.ts";
import { type JsonObject, withoutAbsent } from "../json.ts";
import { changeFor, overrideKeyOf } from "../override/choose.ts";
import type { Change, Override } from "../override/override.ts";
import type { Release } from "../release/release.ts";
import { blendLayers, type Layer } from "./layers.ts";

/** The order in which a manifest has its fields; what is not here follows as it came. */
const FIELDS: readonly string[] = [
  "name",
  "version",
  "title",
  "description",
  "license",
  "keywords",
  "homepage",
  "author",
  "bugs",
  "repository",
  "dependencies",
  "optionalDependencies",
  "files",
  "ignore",
  "export",
  "import",
  "blend",
  "manage",
  "directories",
  "profiles",
  "render",
  "build",
];

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
  const repository = endpoint.startsWith("https://") ? { type: "git", url: endpoint } : undefined;
  const change = override && findChange(override, endpoint, version);
  return [
    { name: "entry", change: withoutAbsent({ name, description, license, homepage, keywords, repository }) },
    { name: "release", change: withoutAbsent({ version, dependencies, optionalDependencies }) },
    ...(change === undefined ? [] : [{ name: "catalog", change } as const]),
  ];
}

/** The change of an override that applies to a version of an entry's endpoint. */
export function findChange(override: Override, endpoint: string, version: string): Change | undefined {
  const key = overrideKeyOf(endpoint);
  return key === undefined ? undefined : changeFor(override, key, version);
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
