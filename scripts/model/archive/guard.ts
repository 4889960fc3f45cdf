import type { ArchiveCode } from "../../errors.ts";
import { foldPath } from "../name/portable.ts";
import { findStrangePath, findUnportablePath } from "./member-path.ts";
import { makeArchiveError, makeRefusal } from "./refusal.ts";

const MEBIBYTE = 1_048_576;

/** What a package may need at most, whether it comes as an archive or as a tree of git. */
export const ARCHIVE_LIMITS = {
  /** Files and folders in the archive; also the folders that paths only imply. */
  members: 20_000,
  /** Bytes of all files. */
  total: 512 * MEBIBYTE,
  /** Bytes of one file. */
  file: 128 * MEBIBYTE,
  /** Bytes of the archive as it is served. */
  compressed: 128 * MEBIBYTE,
  /** Bytes of all files for each byte of the archive. */
  ratio: 100,
} as const;

/** A member of an archive, or of a tree of git, as it describes itself. */
export interface ArchiveMember {
  /** As the archive has it; folders may end with a slash. */
  readonly path: string;
  /** `link` is a symbolic or hard one; `other` is all that is none of these, submodules among them. */
  readonly type: "file" | "directory" | "link" | "other";
  /** Bytes that it declares; 0 for folders. */
  readonly size: number;
  /** Permission bits; nothing set when left out. */
  readonly mode?: number;
}

/** Judges the members of one archive, in their order, before anything of them is read or written. */
export interface ArchiveGuard {
  /**
   * The path to write, below the package's folder, or `undefined` for what stripping leaves nothing of.
   *
   * @throws PakError ARCHIVE_…, for the first reason not to unpack the archive
   */
  admit(member: ArchiveMember): string | undefined;
  /** @throws PakError ARCHIVE_EMPTY when no file was admitted */
  finish(): void;
}

/**
 * Makes the guard of one archive. Limits hold for what members declare; who reads contents sees to it that they
 * are no longer.
 *
 * @param options.strip leading segments that are cut from each path
 * @param options.compressed bytes of the archive as it was served; left out for a tree of git
 * @throws PakError ARCHIVE_TOO_LARGE when the archive is larger than any may be
 */
export function openArchiveGuard({
  strip,
  compressed,
}: {
  strip: number;
  compressed?: number;
}): ArchiveGuard {
  if (compressed !== undefined && compressed > ARCHIVE_LIMITS.compressed) {
    throw tooLarge(`the archive has ${compressed} bytes`, ARCHIVE_LIMITS.compressed);
  }
  const tree = openTree();
  let members = 0;
  let total = 0;
  let files = 0;
  return {
    admit(member) {
      members += 1;
      if (members > ARCHIVE_LIMITS.members) throw tooMany("members");
      const whole = member.path.replace(/\/$/, "");
      refuse(member, findStrangePath(whole));
      const path = whole.split("/").slice(strip).join("/");
      if (path !== "") refuse(member, findUnportablePath(path));
      refuseKind(member);
      total += countBytes(member);
      if (total > ARCHIVE_LIMITS.total) throw tooLarge("the files have more bytes", ARCHIVE_LIMITS.total);
      if (compressed !== undefined && total > compressed * ARCHIVE_LIMITS.ratio) {
        const message = `the archive of ${compressed} bytes holds ${total} and more; expected at most ${ARCHIVE_LIMITS.ratio} times as many`;
        throw makeArchiveError("ARCHIVE_RATIO", message);
      }
      if (path === "") return undefined;
      tree.claim(member, path);
      if (path !== path.normalize("NFC")) {
        const what = "has a name that is not in Unicode's composed form";
        refuse(member, ["ARCHIVE_PATH_CHARS", what, "NFC"]);
      }
      if (member.type === "file") files += 1;
      return path;
    },
    finish() {
      if (files === 0)
        throw makeArchiveError("ARCHIVE_EMPTY", "the archive holds no file; expected one at least");
    },
  };
}

/** Notes which paths are taken, as file systems see it that fold names. */
function openTree(): { claim(member: ArchiveMember, path: string): void } {
  const taken = new Map<string, string>();
  const folders = new Set<string>([""]);
  const claimOne = (member: ArchiveMember, path: string) => {
    const key = foldPath(path);
    const twin = taken.get(key);
    if (twin !== undefined) {
      const what =
        twin === path ? "is there twice" : "differs from another only in how its letters are written";
      refuse(member, ["ARCHIVE_DUPLICATE", what, "each path once, whatever file system folds it"]);
    }
    taken.set(key, path);
  };
  const claimFolder = (member: ArchiveMember, path: string) => {
    if (folders.has(path)) return;
    claimFolder(member, parentOf(path));
    claimOne(member, path);
    folders.add(path);
    if (folders.size > ARCHIVE_LIMITS.members + 1) throw tooMany("folders");
  };
  return {
    claim(member, path) {
      if (member.type === "directory") return claimFolder(member, path);
      claimFolder(member, parentOf(path));
      claimOne(member, path);
    },
  };
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

function refuseKind(member: ArchiveMember): void {
  const expected = "regular files and folders only";
  if (member.type === "link") refuse(member, ["ARCHIVE_LINK", "is a link", expected]);
  if (member.type === "other") refuse(member, ["ARCHIVE_TYPE", "is neither a file nor a folder", expected]);
  if (((member.mode ?? 0) & 0o7000) !== 0) {
    refuse(member, ["ARCHIVE_MODE", "has the setuid, setgid or sticky bit", "permissions only"]);
  }
}

/** The bytes that a member declares. */
function countBytes(member: ArchiveMember): number {
  const isCount = Number.isSafeInteger(member.size) && member.size >= 0;
  if (!isCount || (member.type === "directory" && member.size > 0)) {
    refuse(member, ["ARCHIVE_SIZE", "declares a size that it can't have", "one whole number of bytes"]);
  }
  if (member.size > ARCHIVE_LIMITS.file) {
    refuse(member, ["ARCHIVE_TOO_LARGE", `has ${member.size} bytes`, `at most ${ARCHIVE_LIMITS.file}`]);
  }
  return member.size;
}

function refuse(
  member: ArchiveMember,
  why: readonly [code: ArchiveCode, what: string, expected: string] | undefined,
): void {
  if (why !== undefined) throw makeRefusal(why[0], member.path, why[1], why[2]);
}

function tooLarge(what: string, most: number) {
  return makeArchiveError("ARCHIVE_TOO_LARGE", `${what}; expected at most ${most}`);
}

function tooMany(what: string) {
  const message = `the archive has too many ${what}; expected at most ${ARCHIVE_LIMITS.members}`;
  return makeArchiveError("ARCHIVE_TOO_MANY", message);
}
