/**
 * Why a command could not go on. Wrong data is never thrown: it is returned as findings (`model/finding.ts`).
 * The union is closed so that a program can switch over it.
 */
export type ErrorCode =
  | "USAGE"
  | "SETTINGS"
  | "NOT_FOUND"
  | "RETRACTED"
  | "NETWORK"
  | "SOURCE_FETCH"
  | "TOO_LARGE"
  | "TOO_MANY_REFS"
  | "RATE_LIMITED"
  | "REPO_REDIRECTED"
  | "TOKEN"
  | "KEY"
  | "PASSPHRASE"
  | "GIT"
  | "WRITE"
  | "READ"
  | "STALE"
  | "INTERRUPTED"
  | "CONFLICT"
  | "LOCK"
  | "CACHE_CORRUPT"
  | "BUILD_TOOL"
  | "REGISTRY"
  | IntegrityCode
  | ArchiveCode;

/** What a verifying client refuses, by the file it was reading when it refused (design, section 8). */
export type IntegrityCode =
  | `${"ROOT" | "HEAD" | "INDEX" | "BIN" | "ENTRY" | "LATEST"}_${
      | "FETCH"
      | "SYNTAX"
      | "TYPE"
      | "VERSION"
      | "SIGNATURE"
      | "DIGEST"
      | "LENGTH"
      | "TOO_LARGE"
      | "EXPIRED"
      | "FUTURE"
      | "ROLLBACK"
      | "EQUIVOCATION"}`
  | "ROOT_OLD_THRESHOLD"
  | "ROOT_NEW_THRESHOLD"
  | "ROOT_WITHHELD"
  | "ROOT_UNPINNED"
  | "BIN_PREFIX"
  | "ENTRY_NAME"
  | "ENTRY_SCHEMA"
  | "KEY_DIGEST"
  | "SOURCE_DIGEST"
  | "LOCK_DIGEST"
  | "PATCH_DIGEST"
  | "PATCH_APPLY"
  | "OCI_DIGEST";

/** Why a package's files are not unpacked (`model/archive/guard.ts`). */
export type ArchiveCode = `ARCHIVE_${
  | "SYNTAX"
  | "TRAVERSAL"
  | "PATH_CHARS"
  | "PATH_LENGTH"
  | "DEPTH"
  | "LINK"
  | "TYPE"
  | "MODE"
  | "DUPLICATE"
  | "GIT_DIR"
  | "WINDOWS_NAME"
  | "SIZE"
  | "TOO_LARGE"
  | "RATIO"
  | "TOO_MANY"
  | "EMPTY"}`;

const EXITS: Partial<Record<ErrorCode, number>> = {
  CONFLICT: 1,
  LOCK: 2,
  USAGE: 2,
  SETTINGS: 2,
  NOT_FOUND: 6,
  RETRACTED: 6,
  NETWORK: 5,
  SOURCE_FETCH: 5,
  TOO_LARGE: 5,
  REGISTRY: 5,
  TOO_MANY_REFS: 5,
  RATE_LIMITED: 5,
  REPO_REDIRECTED: 1,
  TOKEN: 4,
  KEY: 4,
  PASSPHRASE: 4,
  GIT: 2,
  WRITE: 2,
  READ: 2,
  BUILD_TOOL: 2,
  INTERRUPTED: 130,
};

/**
 * The exit code of an error: 0 fine, 1 findings, 2 usage, 3 integrity, 4 token or permission, 5 network,
 * 6 not found, 70 bug, 130 interrupted. An error without a row of its own is one of integrity.
 */
export function exitOf(error: unknown): number {
  return error instanceof PakError ? (EXITS[error.code] ?? 3) : 70;
}

/** An expected failure: one line for the person, one code for the program, and how to mend it. */
export class PakError extends Error {
  override readonly name = "PakError";
  readonly code: ErrorCode;
  /** What the reader can do now, as a sentence; shown below the message. */
  readonly fix: string | undefined;

  constructor(code: ErrorCode, message: string, options: { fix?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.fix = options.fix;
  }
}
