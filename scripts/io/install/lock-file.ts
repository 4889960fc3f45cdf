import { lstatSync } from "node:fs";
import { join } from "node:path";
import { PakError } from "../../errors.ts";
import { EMPTY_LOCK, LOCK_FILE, type Lock, parseLock } from "../../model/install/lock.ts";
import { readText } from "../disk/read-text.ts";

/** Bytes: some hundred times what twenty packages take. */
const LARGEST = 16_777_216;

/**
 * Reads an application's lock file; an empty one where there is none.
 *
 * @throws PakError LOCK when it is damaged, or written by a program that is newer
 */
export function readLock(root: string): Lock {
  const file = join(root, LOCK_FILE);
  const found = lstatSync(file, { throwIfNoEntry: false });
  if (found === undefined) return EMPTY_LOCK;
  const isReadable = found.isFile() && found.size <= LARGEST;
  const lock = isReadable ? parse(readText(file)) : `it is no file of at most ${LARGEST} bytes`;
  if (typeof lock !== "string") return lock;
  throw new PakError("LOCK", `${LOCK_FILE} can't be used: ${lock}`, {
    fix: "take it back from git, or delete it to choose all versions anew; a newer one needs a newer pak",
  });
}

function parse(text: string): Lock | string {
  try {
    return parseLock(JSON.parse(text));
  } catch (error) {
    return (error as Error).message;
  }
}
