/** One version that the catalog has recorded. Only `yanked`, `deprecated` and `artifact` may be added later. */
export interface Release {
  /** Canonical semver without build metadata. */
  readonly version: string;
  /** UTC, RFC 3339 with seconds: `2026-10-18T12:00:00Z`. */
  readonly published: string;
  /** git: the upstream tag. */
  readonly tag?: string;
  /** git: 40 lower-case hex digits. */
  readonly commit?: string;
  /** git: Go's dirhash Hash1 of the files, `h1:` and base64. */
  readonly tree?: string;
  /** npm: Subresource Integrity of the tarball, `sha512-` and base64. */
  readonly integrity?: string;
  /** Name to version expression, copied from the manifest of this version; left out when empty. */
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly artifact?: {
    /** hex */ readonly sha256: string /** bytes */;
    readonly size: number;
    readonly oci: string;
  };
  /** What upstream says of it. */
  readonly deprecated?: string;
  /** Why it was withdrawn. */
  readonly yanked?: string;
}

/** `catalog/releases/SHARD/NAME.json`, written by the refresh job alone; newest first by version. */
export interface Releases {
  readonly $schema: string;
  readonly name: string;
  /** The hosting service's numeric ids of the repository and its owner, to notice re-registration. */
  readonly repository?: { readonly id: number; readonly owner: number };
  readonly releases: readonly Release[];
}
