import type { Release } from "../release/release.ts";
import type { Waiting } from "./health.ts";

/** What upstream offers and the catalog can't record, counted by why. Nothing is invented in its place. */
export interface Skipped {
  /** Versions that are no canonical semver. */
  readonly versions: number;
  /** Versions without a SHA-512 digest: SHA-1 alone proves nothing any more. */
  readonly undigested: number;
  /** Versions without a date of publication. */
  readonly undated: number;
  /** Dependencies whose name or expression the catalog can't hold: addresses, tags, paths. */
  readonly dependencies: number;
  /** Tags whose names the catalog does not record. */
  readonly tags: number;
}

/** A version that could be recorded and is not, for now or for good. */
export interface Held {
  readonly version: string;
  /**
   * `COOLDOWN`: too young. `NPM_DEPRECATED`: its own maintainers advise against it. `REFUSED`: old enough, but a finding
   * or a failure says why it is not recorded.
   */
  readonly code: "COOLDOWN" | "NPM_DEPRECATED" | "REFUSED";
  /** Since when it is known: of what is too young, and of what is refused, so that it does not wait anew. */
  readonly waiting?: Waiting;
}

/** Everything that a registry offers of one package, in the catalog's words. */
export interface Upstream {
  /** Every version that upstream names, also those that can't be recorded. */
  readonly versions: readonly string[];
  /** The recordable ones, in upstream's order. */
  readonly releases: readonly Release[];
  readonly skipped: Skipped;
}

/** No version at all: what upstream offers of a package that was taken back. */
export const NOTHING_SKIPPED: Skipped = { versions: 0, undigested: 0, undated: 0, dependencies: 0, tags: 0 };

/** The sum of two counts. */
export function addSkipped(a: Skipped, b: Skipped): Skipped {
  return {
    versions: a.versions + b.versions,
    undigested: a.undigested + b.undigested,
    undated: a.undated + b.undated,
    dependencies: a.dependencies + b.dependencies,
    tags: a.tags + b.tags,
  };
}
