import { makeArchiveError, makeRefusal } from "./refusal.ts";

const BLOCK = 512;

/** The most bytes of a tar that are no contents of files: headers, their extensions and padding. */
const MOST_OVERHEAD = 20_000 * 4_096;

/** What a member's header says as it stands, before extensions change it. */
export interface RawHeader {
  readonly type: "file" | "directory" | "link" | "other";
  /** Bytes of contents that follow. */
  readonly size: number;
}

/** Follows the bytes of a tar beside the parser. */
export interface RawHeaders {
  /**
   * Reads on; pieces may end anywhere.
   *
   * @throws PakError ARCHIVE_SIZE for a size that is no number of bytes, ARCHIVE_TOO_LARGE for endless headers
   */
  read(piece: Uint8Array): void;
  /** The header of the next member, in the archive's order. */
  next(): RawHeader | undefined;
}

/** Headers that describe the member after them: pax (local, global), GNU's long names and long link names. */
const EXTENSIONS = "xgLK";

/**
 * Reads what a parser of tars hides or smooths out: it takes type flags that it does not know for files, sparse
 * ones among them, skips the contents of folders, and is lenient with numbers. A member is believed only when
 * its raw header and the parser agree.
 *
 * Source: POSIX pax, ustar interchange format; GNU tar, "Basic Tar Format" for numbers in base 256.
 */
export function openRawHeaders(): RawHeaders {
  const header = new Uint8Array(BLOCK);
  const members: RawHeader[] = [];
  let filled = 0;
  let toSkip = 0;
  let overhead = 0;
  let given = 0;
  let isEnded = false;

  const readHeader = () => {
    filled = 0;
    overhead += BLOCK;
    isEnded = header.every(byte => byte === 0);
    if (isEnded) return;
    const flag = String.fromCharCode(header[156]!);
    const size = readSize(header);
    const padding = -size & (BLOCK - 1);
    const isExtension = EXTENSIONS.includes(flag);
    const type = isExtension ? undefined : readType(flag);
    if (type !== undefined) members.push({ type, size });
    // A parser looks for no contents behind a folder or link; such a member is refused when it declares some.
    const hasContents = isExtension || type === "file" || type === "other";
    toSkip = hasContents ? size + padding : 0;
    overhead += isExtension ? size + padding : padding;
  };

  return {
    read(piece) {
      for (let at = 0; at < piece.length; ) {
        const skipped = isEnded ? piece.length - at : Math.min(toSkip, piece.length - at);
        if (isEnded) overhead += skipped;
        else toSkip -= skipped;
        at += skipped;
        const part = piece.subarray(at, at + BLOCK - filled);
        header.set(part, filled);
        filled += part.length;
        at += part.length;
        if (filled === BLOCK) readHeader();
        if (overhead > MOST_OVERHEAD) {
          const message = `the archive has more than ${MOST_OVERHEAD} bytes beside its files`;
          throw makeArchiveError("ARCHIVE_TOO_LARGE", message);
        }
      }
    },
    next() {
      given += 1;
      return members[given - 1];
    },
  };
}

function readType(flag: string): RawHeader["type"] {
  if (flag === "0" || flag === "\0") return "file";
  if (flag === "5") return "directory";
  return flag === "1" || flag === "2" ? "link" : "other";
}

/** The size field: octal digits among blanks and NULs, or base 256 when its first bit is set. */
function readSize(header: Uint8Array): number {
  const field = header.subarray(124, 136);
  // The second bit is the sign.
  if (field[0]! >= 0xc0) throw makeSizeError(header);
  if (field[0]! >= 0x80) {
    const size = field.subarray(1).reduce((sum, byte) => sum * 256 + byte, field[0]! - 0x80);
    if (!Number.isSafeInteger(size)) throw makeSizeError(header);
    return size;
  }
  const digits = /^ *([0-7]*)[ \0]*$/.exec(String.fromCharCode(...field))?.[1];
  if (digits === undefined) throw makeSizeError(header);
  return digits === "" ? 0 : Number.parseInt(digits, 8);
}

function makeSizeError(header: Uint8Array) {
  const name = new TextDecoder().decode(header.subarray(0, 100)).replace(/\0.*$/s, "");
  return makeRefusal("ARCHIVE_SIZE", name, "declares a size that it can't have", "a number of bytes");
}
