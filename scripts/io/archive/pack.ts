import { createHash } from "node:crypto";
import { closeSync, createReadStream, openSync, writeSync } from "node:fs";
import { Transform, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { createTarPacker } from "modern-tar";
import { openArchiveGuard } from "../../model/archive/guard.ts";
import { attemptWrite } from "../disk/atomic.ts";
import { sortByPath } from "./tree-digest.ts";

/** A regular file to pack. */
export interface Packable {
  /** Inside the archive's folder, with forward slashes. */
  readonly path: string;
  /** Where it lies, absolute. */
  readonly file: string;
  /** Bytes. */
  readonly size: number;
  readonly isExecutable: boolean;
}

/** The place of the system's number in gzip's header, and the number of none (RFC 1952, section 2.3.1). */
const [SYSTEM, UNKNOWN] = [9, 255];

/**
 * Packs files into a tar compressed with gzip. The same files give the same bytes with the same Node.js, whoever packs
 * them and when: sorted by the bytes of their paths, no owner, mode 0644 or 0755, one time for all.
 *
 * What `unpackArchive` would refuse is not packed.
 *
 * @param target must not exist
 * @param options.folder the one folder that everything lies in
 * @param options.time of every file, seconds since 1970
 * @returns the digest of the archive, hex, and its bytes
 * @throws PakError ARCHIVE_… for files that no package may hold, WRITE when the disk refuses
 */
export async function packArchive(
  files: readonly Packable[],
  target: string,
  { folder, time }: { readonly folder: string; readonly time: number },
): Promise<{ readonly sha256: string; readonly size: number }> {
  const sorted = sortByPath(files, ({ path }) => path);
  checkMembers(sorted);
  const { readable, controller } = createTarPacker();
  const mtime = new Date(time * 1000);
  const feed = async () => {
    for (const { path, file, size, isExecutable } of sorted) {
      const mode = isExecutable ? 0o755 : 0o644;
      const body = controller.add({ name: `${folder}/${path}`, size, mode, mtime, uid: 0, gid: 0 });
      await pipeline(createReadStream(file), Writable.fromWeb(body));
    }
    controller.finalize();
  };
  const digest = createHash("sha256");
  let written = 0;
  const handle = attemptWrite(target, () => openSync(target, "wx"));
  const keep = async (pieces: AsyncIterable<Uint8Array>) => {
    for await (const piece of pieces) {
      digest.update(piece);
      attemptWrite(target, () => {
        for (let at = 0; at < piece.length; ) at += writeSync(handle, piece, at);
      });
      written += piece.length;
    }
  };
  try {
    const packed = pipeline(readable, createGzip({ level: 9 }), forgetSystem(), keep);
    await Promise.all([feed().catch(error => controller.error(error)), packed]);
  } finally {
    closeSync(handle);
  }
  checkMembers(sorted, written);
  return { sha256: digest.digest("hex"), size: written };
}

/** @throws PakError for the first reason why they would not be unpacked */
function checkMembers(files: readonly Packable[], compressed?: number): void {
  const guard = openArchiveGuard({ strip: 0, ...(compressed === undefined ? {} : { compressed }) });
  for (const { path, size } of files) guard.admit({ path, type: "file", size });
  guard.finish();
}

/** Takes the system's number out of gzip's header. */
function forgetSystem(): Transform {
  let at = 0;
  return new Transform({
    transform(piece: Buffer, _encoding, done) {
      if (at <= SYSTEM && at + piece.length > SYSTEM) piece[SYSTEM - at] = UNKNOWN;
      at += piece.length;
      done(null, piece);
    },
  });
}
