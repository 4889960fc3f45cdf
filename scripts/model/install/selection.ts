import type { Layer } from "../manifest/layers.ts";
import type { ReleasedFile } from "../release/release.ts";

/** What a version's source in npm's registry must be. */
export interface NpmPin {
  /** Subresource Integrity of its tarball, `sha512-` and base64. */
  readonly integrity: string;
}

/** What a version's source in a git repository must be. */
export interface GitPin {
  readonly tag: string;
  /** 40 hex digits. */
  readonly commit: string;
  /** Go's dirhash Hash1 of the commit's files; absent where nobody recorded it. */
  readonly tree?: string;
}

/** What a package's source must be, whoever sends it. */
export type Pin = NpmPin | GitPin;

/**
 * One version that was chosen, with everything that decides what its files and its manifest are. Two equal
 * selections give the same bytes on every computer: a lock file holds them.
 */
export interface Selection {
  /** In the catalog, aliases followed. */
  readonly name: string;
  readonly version: string;
  /** The name that the catalog signs, `npm` or `bower`. */
  readonly catalog: string;
  /** As stored in an entry: `https://HOST/OWNER/REPO.git` or `@npm:NAME`. */
  readonly endpoint: string;
  readonly pin: Pin;
  /** The same as the catalog built it: taken instead of the source where it can be had. */
  readonly artifact?: ReleasedFile;
  /** What is blended over the package's own manifest: entry, release, catalog, user. */
  readonly layers: readonly Layer[];
}
