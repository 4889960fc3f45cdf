import { createGunzip, createZstdDecompress } from "node:zlib";

/** Bytes of a piece: large enough that pieces cost little, small beside what one file may have. */
const PIECE = 65_536;

const GZIP = [0x1f, 0x8b];
const ZSTD = [0x28, 0xb5, 0x2f, 0xfd];

/** Each frame costs a decompressor of its own; compressors that write several make them megabytes large. */
const MOST_FRAMES = 1_000;

/**
 * The bytes of a file that may be compressed with gzip or Zstandard, recognised by how it begins, in pieces as
 * they are asked for. Several compressed members follow each other as one.
 *
 * Source: RFC 1952 (gzip), 2.2 and 2.3.1; RFC 8878 (Zstandard), 3.1.1.
 *
 * @throws Error while reading, when the compressed bytes are damaged, cut off or followed by something else
 */
export async function* decompress(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  if (beginsWith(bytes, GZIP)) {
    yield* createGunzip({ chunkSize: PIECE }).end(bytes);
  } else if (beginsWith(bytes, ZSTD)) {
    // Node's stream may end after the first frame, and gives no error for what follows.
    for (let rest = bytes, frames = 1; rest.length > 0; frames += 1) {
      if (frames > MOST_FRAMES) throw new Error(`there are more than ${MOST_FRAMES} frames`);
      if (!beginsWith(rest, ZSTD)) throw new Error("something follows the compressed bytes");
      const frame = createZstdDecompress({ chunkSize: PIECE });
      yield* frame.end(rest);
      rest = rest.subarray(frame.bytesWritten);
    }
  } else {
    for (let at = 0; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE);
  }
}

/** Whether bytes begin as gzip or Zstandard do. */
export function isCompressed(bytes: Uint8Array): boolean {
  return beginsWith(bytes, GZIP) || beginsWith(bytes, ZSTD);
}

function beginsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, at) => bytes[at] === byte);
}
