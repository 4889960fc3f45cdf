/** The version of these formats; a client refuses another. */
export const SPEC = 1;

export type RoleName = "root" | "index" | "head";

export interface Role {
  /** How many different keys of `fprs` must have signed. */
  readonly threshold: number;
  /** Primary fingerprints, 40 upper-case hex digits. */
  readonly fprs: readonly string[];
}

interface Signed<Type extends string> {
  readonly type: Type;
  readonly spec: number;
  /** The catalog's name, from `package.json` → `pak.catalog`. */
  readonly catalog: string;
  readonly version: number;
  /** UTC, RFC 3339 with seconds. */
  readonly expires: string;
}

/** `trust/root/N.json`: who may sign what. */
export interface Root extends Signed<"root"> {
  /** Fingerprint to the SHA-256 (hex) of the bytes of `trust/keys/FPR.asc`. */
  readonly keys: Readonly<Record<string, string>>;
  readonly roles: Readonly<Record<RoleName, Role>>;
  /** True for the ephemeral key of a laptop; every page says so. */
  readonly development?: true;
}

/** Digest and size of a file: hex and bytes. */
export interface FileDigest {
  readonly sha256: string;
  readonly length: number;
}

/** `trust/index/I.json`: what a publication holds, signed by the maintainer's key. */
export interface IndexFile extends Signed<"index"> {
  readonly issued: string;
  /** The commit it was built from, 40 hex digits. */
  readonly commit: string;
  /** How many hex digits of SHA-256(name) pick a bin: 0 to 3. */
  readonly prefix: number;
  /** Those digits (`""` when prefix is 0) to the bin's file. */
  readonly bins: Readonly<Record<string, FileDigest>>;
}

/** `trust/head/V.json`: which index is the newest, signed often by CI's key. */
export interface Head extends Signed<"head"> {
  readonly issued: string;
  readonly root_version: number;
  readonly index: FileDigest & { readonly version: number };
}

/** `trust/bins/SHA256.json`: name to the digest of `api/v1/packages/NAME.json`. */
export interface Bin {
  readonly type: "bin";
  readonly prefix: string;
  readonly names: Readonly<Record<string, FileDigest>>;
}

export const ROOT_DAYS = 365;
export const INDEX_DAYS = 90;
export const HEAD_DAYS = 7;
/** Bytes. */
export const LIMITS = {
  head: 16_384,
  signature: 8_192,
  root: 65_536,
  index: 1_048_576,
  key: 16_384,
  latest: 20,
} as const;
