import type { SandboxKind, TestResult } from "../build/build.ts";
import type { BuilderName } from "../build/recipe.ts";

/** A file in an OCI registry. */
export interface ReleasedFile {
  /** Of the file itself, hex. */
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
  /** The manifest that holds it: `REGISTRY/NAME@sha256:DIGEST`. */
  readonly oci: string;
}

/** The package as the catalog built it, and how that went. */
export interface Artifact extends ReleasedFile {
  readonly builder?: BuilderName;
  readonly sandbox?: SandboxKind;
  /** A build whose tests failed is never released. */
  readonly tests?: Exclude<TestResult, "failed">;
  /** When it was built, RFC 3339 in UTC with seconds. */
  readonly built?: string;
  /** CycloneDX, JSON. */
  readonly sbom?: ReleasedFile;
  /** An in-toto statement with SLSA provenance. */
  readonly provenance?: ReleasedFile;
}

/** One version that the catalog has recorded. Only `yanked`, `deprecated`, `artifact` and `container` may be added later. */
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
  /** What the catalog built and released itself. */
  readonly artifact?: Artifact;
  /** A container image with the package: `REGISTRY/NAME@sha256:DIGEST`. */
  readonly container?: string;
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
