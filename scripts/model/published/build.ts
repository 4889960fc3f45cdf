import type { Entry } from "../entry/entry.ts";
import { buildManifest } from "../manifest/manifest.ts";
import { isName } from "../name/name.ts";
import type { Override } from "../override/override.ts";
import { latestOf } from "../release/latest.ts";
import type { Release } from "../release/release.ts";
import type { LatestDocument, PackageDocument, PackageRecord } from "./package-document.ts";

/** What a catalog holds about one name: the three files, read and found right. */
export interface PackageParts {
  readonly entry: Entry;
  readonly releases: readonly Release[];
  readonly override?: Override;
  /** For an alias. */
  readonly alias?: { readonly hops: readonly string[]; readonly resolved: string };
}

/** `api/v1/packages/NAME.json`. Nothing but the package's own files goes in, so it changes only when they do. */
export function buildPackageDocument(parts: PackageParts): PackageDocument {
  const { $schema: _, ...entry } = parts.entry;
  return {
    $schema: "../../../schemas/package.schema.json",
    name: entry.name,
    entry,
    releases: parts.releases,
    ...(parts.override === undefined ? {} : { override: parts.override }),
    ...(parts.alias === undefined ? {} : { alias: parts.alias }),
  };
}

/** One line of the list and of the search index. */
export function buildRecord(parts: PackageParts): PackageRecord {
  const { name, description, endpoint, license, keywords, retracted } = parts.entry;
  const latest = latestOf(parts.releases);
  return {
    name,
    description,
    endpoint,
    ...(latest === undefined ? {} : { version: latest.version, published: latest.published }),
    ...(license === undefined ? {} : { license }),
    ...(keywords === undefined ? {} : { keywords }),
    ...(parts.alias === undefined ? {} : { resolved: parts.alias.resolved }),
    ...(retracted === undefined ? {} : { retracted: true }),
  };
}

/** `api/v1/packages/NAME/latest.json`, or `undefined` for a package without a release to recommend. */
export function buildLatest(parts: PackageParts): LatestDocument | undefined {
  const release = latestOf(parts.releases);
  if (release === undefined) return undefined;
  return {
    $schema: "../../../../schemas/latest.schema.json",
    name: parts.entry.name,
    release,
    manifest: buildManifest(parts.entry, release, parts.override),
  };
}

/** One package's wish for another, as its newest release states it. */
export interface Dependency {
  readonly name: string;
  readonly expression: string;
}

/**
 * What the newest release of a package depends on, optional dependencies among it; only names that this
 * catalog could hold (an npm dependency may have a scope).
 */
export function listDependencies(parts: PackageParts): Dependency[] {
  const latest = latestOf(parts.releases);
  if (latest === undefined) return [];
  return Object.entries({ ...latest.optionalDependencies, ...latest.dependencies })
    .filter(([name]) => isName(name))
    .map(([name, expression]) => ({ name, expression }));
}

/** The bytes of a published JSON document: compact, one newline at the end. */
export function renderDocument(document: object): string {
  return `${JSON.stringify(document)}\n`;
}
