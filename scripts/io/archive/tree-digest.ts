import { createHash, hash } from "node:crypto";
import { closeSync, lstatSync, openSync, readdirSync, readSync } from "node:fs";
import { join } from "node:path";
import { makeRefusal } from "../../model/archive/refusal.ts";

/** A regular file below a folder. */
export interface ListedFile {
  /** From the folder, with slashes. */
  readonly path: string;
  /** Hex, lower case. */
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
  /** Permission bits. */
  readonly mode: number;
}

/**
 * The digest of a set of files, whatever archive or tree they came in: `h1:` and the base64 of the SHA-256 over
 * one line `HEX  PATH` for each file, in the order of the paths' bytes in UTF-8. Modes and folders don't count.
 *
 * Source: Hash1 of golang.org/x/mod/sumdb/dirhash.
 *
 * @param files paths with slashes, each with the hex SHA-256 of its contents
 * @throws PakError ARCHIVE_PATH_CHARS for a path with a line break, which could pass for another line
 */
export function digestTree(files: Iterable<readonly [path: string, sha256: string]>): string {
  const lines = sortByPath(files, ([path]) => path).map(([path, sha256]) => {
    if (path.includes("\n")) {
      throw makeRefusal("ARCHIVE_PATH_CHARS", path, "has a line break in its name", "visible characters");
    }
    return `${sha256}  ${path}\n`;
  });
  return `h1:${hash("sha256", lines.join(""), "base64")}`;
}

/** Sorts by bytes of UTF-8 as Go does: comparing JavaScript's texts puts U+1F600 before U+FF5E. */
export function sortByPath<Item>(items: Iterable<Item>, pathOf: (item: Item) => string): Item[] {
  return Array.from(items, item => ({ item, bytes: Buffer.from(pathOf(item)) }))
    .sort((a, b) => Buffer.compare(a.bytes, b.bytes))
    .map(({ item }) => item);
}

/**
 * The files below a folder, in the order of their paths' bytes; `digestTree` takes their paths and digests.
 *
 * @throws PakError ARCHIVE_LINK, ARCHIVE_TYPE for anything but regular files and folders; links are not followed
 */
export function listFolder(folder: string): ListedFile[] {
  const files: ListedFile[] = [];
  const visit = (below: string) => {
    for (const item of readdirSync(join(folder, below), { withFileTypes: true })) {
      const path = below === "" ? item.name : `${below}/${item.name}`;
      if (item.isDirectory()) visit(path);
      else if (item.isFile()) files.push(readListed(folder, path));
      else {
        const code = item.isSymbolicLink() ? "ARCHIVE_LINK" : "ARCHIVE_TYPE";
        throw makeRefusal(code, path, "is neither a file nor a folder", "regular files and folders only");
      }
    }
  };
  visit("");
  return sortByPath(files, ({ path }) => path);
}

function readListed(folder: string, path: string): ListedFile {
  const file = join(folder, path);
  const { size, mode } = lstatSync(file);
  return { path, sha256: hashFile(file), size, mode: mode & 0o777 };
}

const PIECE = Buffer.allocUnsafe(1_048_576);

/** Hex SHA-256 of a file, read in pieces. */
export function hashFile(file: string): string {
  const digest = createHash("sha256");
  const handle = openSync(file, "r");
  try {
    for (;;) {
      const length = readSync(handle, PIECE);
      if (length === 0) return digest.digest("hex");
      digest.update(PIECE.subarray(0, length));
    }
  } finally {
    closeSync(handle);
  }
}
