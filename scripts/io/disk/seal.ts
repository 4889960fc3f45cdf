import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { linkSync, lstatSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { attemptWrite, temporaryBeside } from "./atomic.ts";

/**
 * Marks texts that this person's pak wrote, so that what came with somebody else's files is not taken for it. A
 * seal says who wrote a text and not where: it stays good when its folder is moved.
 */
export interface Seal {
  /** One line of a message authentication code (RFC 2104, SHA-256, hex), then the text. */
  close(text: string): string;
  /** The text, or `undefined` when it was not sealed here or was changed since. */
  open(sealed: string): string | undefined;
}

/** Bytes of the key. */
const KEY = 32;

/** Hex digits of a code. */
const CODE = 64;

/**
 * Opens the seal of PAK_HOME; its key is made on first use and is this computer's alone.
 *
 * @throws PakError WRITE when the key can't be made
 */
export function openSeal(home: string): Seal {
  let known: Buffer | undefined;
  const codeOf = (text: string) => {
    known ??= readKey(join(home, "seal.key"));
    return createHmac("sha256", known).update(text).digest("hex");
  };
  return {
    close: text => `${codeOf(text)}\n${text}`,
    open(sealed) {
      const text = sealed.slice(CODE + 1);
      const [given, expected] = [Buffer.from(sealed.slice(0, CODE)), Buffer.from(codeOf(text))];
      const isOurs = given.length === expected.length && timingSafeEqual(given, expected);
      return isOurs && sealed[CODE] === "\n" ? text : undefined;
    },
  };
}

/**
 * The text of a sealed file; `undefined` when there is none, it is no plain file, or this person's pak has not written
 * it.
 *
 * @param most bytes of the largest file that is read
 */
export function readSealed(file: string, most: number, seal: Seal): string | undefined {
  try {
    const found = lstatSync(file);
    return found.isFile() && found.size <= most ? seal.open(readFileSync(file, "utf8")) : undefined;
  } catch {
    return undefined;
  }
}

function readKey(file: string): Buffer {
  try {
    const key = readFileSync(file);
    if (key.length === KEY) return key;
    // A power cut can leave an empty one, which everybody knows.
    rmSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  const own = temporaryBeside(file);
  return attemptWrite(file, () => {
    mkdirSync(join(file, ".."), { recursive: true });
    writeFileSync(own, randomBytes(KEY), { mode: 0o600 });
    try {
      linkSync(own, file);
    } catch (error) {
      // Another process was first: its key is everybody's.
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    } finally {
      rmSync(own, { force: true });
    }
    return readFileSync(file);
  });
}
