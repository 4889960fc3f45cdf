import { hash } from "node:crypto";
import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { join } from "node:path";
import type { BuildFile } from "../../model/build/build.ts";
import { type Finding, finding } from "../../model/finding.ts";

/** Bytes, or why they are not taken. */
export type FileRead = { readonly bytes: Uint8Array<ArrayBuffer> } | { readonly finding: Finding };

/**
 * Reads a file of a folder that nobody vouches for: a plain file of its own, no link, and no longer than it may be.
 * Nothing that follows depends on the file any more, only on the bytes.
 *
 * @param most bytes
 */
export function readUntrusted(folder: string, file: string, most: number): FileRead {
  let handle: number;
  try {
    // Neither a link nor a pipe is waited for.
    handle = openSync(join(folder, file), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const isLink = code === "ELOOP" || code === "EMLINK";
    return refuse("BUILD_FILE", file, isLink ? "is a link" : "is not there, or can't be read");
  }
  try {
    const found = fstatSync(handle);
    if (!found.isFile()) return refuse("BUILD_FILE", file, "is no plain file");
    if (found.size > most)
      return refuse("BUILD_SIZE", file, `has ${found.size} bytes`, `at most ${most} bytes`);
    const bytes = new Uint8Array(found.size);
    for (let at = 0; at < bytes.length; ) {
      const length = readSync(handle, bytes.subarray(at));
      if (length === 0) return refuse("BUILD_SIZE", file, "became shorter while it was read");
      at += length;
    }
    return { bytes };
  } finally {
    closeSync(handle);
  }
}

/** The same of a file whose digest and size are told. */
export function readNamed(folder: string, { file, sha256, size }: BuildFile, most: number): FileRead {
  const read = readUntrusted(folder, file, most);
  if ("finding" in read) return read;
  if (read.bytes.length !== size)
    return refuse("BUILD_SIZE", file, `has ${read.bytes.length} bytes`, `${size} bytes, as build.json says`);
  if (hash("sha256", read.bytes) !== sha256)
    return refuse("BUILD_DIGEST", file, "has another digest than build.json says", `SHA-256 ${sha256}`);
  return read;
}

function refuse(code: string, file: string, what: string, expected?: string): FileRead {
  const fix = "build it again: pak build";
  return { finding: finding(code, `${file} ${what}`, { file, fix, ...(expected && { expected }) }) };
}
