import { inflateSync } from "node:zlib";
import { PakError } from "../../errors.ts";
import { ARCHIVE_LIMITS } from "../../model/archive/guard.ts";

/** Bytes that all objects of a pack may have together, inflated; a file that is a delta counts twice. */
const MOST_BYTES = 2 * ARCHIVE_LIMITS.total;

/**
 * Objects of a pack: those of a package that has as many files and folders as it may, and tags that name tags. It is
 * what bounds reading best: 400,000 deltas upon each other are a pack of 9 MB and take isomorphic-git 9 GB.
 */
const MOST_OBJECTS = 2 * ARCHIVE_LIMITS.members;

/** Bytes before the first object, of the checksum after the last, and of an object's id. */
const [HEADER, CHECKSUM, ID] = [12, 20, 20];

/** How objects are told from deltas (gitformat-pack): by offset of the base, or by its id. */
const [OFFSET_DELTA, ID_DELTA] = [6, 7];

/** Reads numbers that git spreads over bytes, seven bits in each. */
interface Cursor {
  readonly bytes: Buffer;
  at: number;
}

/**
 * Checks that reading a pack stays within bounds: a few bytes of it can inflate to gigabytes, and a delta of a few
 * bytes can ask for gigabytes again. Every object is inflated once, up to the length that it tells, and forgotten; a
 * delta's base must be an object before it, or one that its id names. No object may be larger than a file of a package.
 * What the objects hold is proved later, by their ids.
 *
 * @param most bytes of all objects together
 * @throws PakError TOO_LARGE when they need more, SOURCE_FETCH when it is no pack
 */
export function checkPack(pack: Buffer, most = MOST_BYTES): void {
  const isPack = pack.length >= HEADER + CHECKSUM && pack.toString("latin1", 0, 4) === "PACK";
  if (!isPack || pack.readUInt32BE(4) !== 2) throw makePackError();
  const count = pack.readUInt32BE(8);
  if (count > MOST_OBJECTS) throw makeTooLarge(`has more than ${MOST_OBJECTS} objects`);
  const cursor: Cursor = { bytes: pack.subarray(0, -CHECKSUM), at: HEADER };
  const starts = new Set<number>();
  let spent = 0;
  const spend = (bytes: number) => {
    spent += bytes;
    if (bytes > ARCHIVE_LIMITS.file) throw makeTooLarge(`has an object of ${bytes} bytes`);
    if (spent > most) throw makeTooLarge(`holds more than ${most} bytes`);
  };
  for (let object = 0; object < count; object += 1) {
    const start = cursor.at;
    const { kind, length } = readHeader(cursor);
    if (kind === OFFSET_DELTA && !starts.has(start - readOffset(cursor))) throw makePackError();
    if (kind === ID_DELTA) cursor.at += ID;
    spend(length);
    const inflated = inflateObject(cursor, length);
    if (kind === OFFSET_DELTA || kind === ID_DELTA) spend(readTargetLength(inflated));
    starts.add(start);
  }
  if (cursor.at !== cursor.bytes.length) throw makePackError();
}

function readHeader(cursor: Cursor): { kind: number; length: number } {
  const first = readByte(cursor);
  const rest = first >= 0x80 ? readNumber(cursor) : 0;
  return { kind: (first >> 4) & 7, length: (first & 15) + rest * 16 };
}

/** The lowest seven bits first. */
function readNumber(cursor: Cursor): number {
  let value = 0;
  for (let factor = 1; ; factor *= 128) {
    const byte = readByte(cursor);
    value += (byte & 0x7f) * factor;
    if (byte < 0x80) return value;
    if (factor > Number.MAX_SAFE_INTEGER / 128) throw makePackError();
  }
}

/** How far before the object its base is: the highest seven bits first, one added for each further byte. */
function readOffset(cursor: Cursor): number {
  let byte = readByte(cursor);
  let value = byte & 0x7f;
  while (byte >= 0x80) {
    byte = readByte(cursor);
    value = (value + 1) * 128 + (byte & 0x7f);
    if (value > cursor.bytes.length) throw makePackError();
  }
  return value;
}

function readByte(cursor: Cursor): number {
  const byte = cursor.bytes[cursor.at];
  if (byte === undefined) throw makePackError();
  cursor.at += 1;
  return byte;
}

/** Inflates what lies at the cursor, which ends behind it. */
function inflateObject(cursor: Cursor, length: number): Buffer {
  try {
    const options = { maxOutputLength: Math.max(length, 1), info: true };
    const { buffer, engine } = inflateSync(cursor.bytes.subarray(cursor.at), options) as unknown as {
      buffer: Buffer;
      engine: { bytesWritten: number };
    };
    cursor.at += engine.bytesWritten;
    if (buffer.length === length) return buffer;
  } catch {
    // Broken, or longer than it says: both make it no pack.
  }
  throw makePackError();
}

/** A delta begins with the length of its base and the length of what it makes. */
function readTargetLength(delta: Buffer): number {
  const cursor = { bytes: delta, at: 0 };
  readNumber(cursor);
  return readNumber(cursor);
}

function makePackError(): PakError {
  return new PakError("SOURCE_FETCH", "what the git server sent is no pack of objects", {
    fix: "try again; if it stays so, ask whoever runs that server",
  });
}

function makeTooLarge(why: string): PakError {
  return new PakError("TOO_LARGE", `what the git server sent ${why}`, {
    fix: "report it to the maintainers: no package needs that much",
  });
}
