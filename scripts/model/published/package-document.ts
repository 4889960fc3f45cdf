import type { Entry } from "../entry/entry.ts";
import type { Override } from "../override/override.ts";
import type { Release } from "../release/release.ts";

/** `api/v1/packages/NAME.json`: everything about one package. Its digest is what the bins sign. */
export interface PackageDocument {
  readonly $schema: string;
  readonly name: string;
  /** The entry as committed, without its `$schema`. */
  readonly entry: Omit<Entry, "$schema">;
  /** Newest first; empty when nothing is recorded yet. */
  readonly releases: readonly Release[];
  readonly override?: Override;
  /** For an alias: the names on the way, this one left out, and the last of them. */
  readonly alias?: { readonly hops: readonly string[]; readonly resolved: string };
}

/** One line of `api/v1/packages.json` and one record of the search index. */
export interface PackageRecord {
  readonly name: string;
  readonly description: string;
  readonly endpoint: string;
  /** The newest release that is neither a prerelease nor yanked, if any. */
  readonly version?: string;
  /** When that release was published. */
  readonly published?: string;
  readonly license?: string;
  readonly keywords?: readonly string[];
  /** For an alias: the package it ends at. */
  readonly resolved?: string;
  readonly retracted?: true;
}

/** `api/v1/packages.json`. */
export interface PackageList {
  readonly $schema: string;
  readonly catalog: string;
  /** The commit this was built from, 40 hex digits; `0…0` outside git. */
  readonly commit: string;
  readonly packages: readonly PackageRecord[];
}

/** `api/v1/packages/NAME/latest.json`. */
export interface LatestDocument {
  readonly $schema: string;
  readonly name: string;
  readonly release: Release;
  /** The manifest of that release after the catalog's override. */
  readonly manifest: { readonly [field: string]: unknown };
}

/** `api/v1/dependents/NAME.json`: packages whose newest release depends on this one. */
export interface DependentsDocument {
  readonly $schema: string;
  readonly name: string;
  readonly dependents: readonly { readonly name: string; readonly expression: string }[];
}

/** One line of `api/v1/changes.json`. */
export interface ChangeRecord {
  /** UTC, RFC 3339 with seconds. */
  readonly date: string;
  readonly name: string;
  readonly kind: "added" | "changed" | "retracted" | "released";
  /** For `released`. */
  readonly version?: string;
}

/** `api/v1/changes.json`: what changed, newest first, at most 100. */
export interface ChangesDocument {
  readonly $schema: string;
  readonly commit: string;
  readonly changes: readonly ChangeRecord[];
}
