import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { createTarDecoder, type ParsedTarEntry } from "modern-tar";
import { PakError } from "../../errors.ts";
import { type ArchiveMember, openArchiveGuard } from "../../model/archive/guard.ts";
import { openRawHeaders, type RawHeader, type RawHeaders } from "../../model/archive/raw-headers.ts";
import { makeArchiveError } from "../../model/archive/refusal.ts";
import { attemptWrite } from "../disk/atomic.ts";
import { decompress } from "./decompress.ts";

/**
 * Unpacks a tar, plain or compressed with gzip or Zstandard, below a folder. Only regular files and folders are
 * made, files with mode 0644 or 0755 less the umask; limits are in `ARCHIVE_LIMITS`. The archive is never
 * inflated as a whole: it is refused at the first member that breaks a rule, so what came before is on the disk
 * then, and the caller removes the folder.
 *
 * @param folder exists, is empty, and nobody else writes to it
 * @param options.strip leading segments that are cut from each path; what has no more is left out
 * @throws PakError ARCHIVE_… for an archive that is not to be trusted, WRITE when the disk refuses
 */
export async function unpackArchive(
  bytes: Uint8Array,
  folder: string,
  { strip }: { strip: number },
): Promise<void> {
  const guard = openArchiveGuard({ strip, compressed: bytes.length });
  const headers = openRawHeaders();
  const decoder = createTarDecoder({ strict: true });
  const feeding = feed(bytes, headers, decoder.writable);
  // Its failure fails the reading too, where it is reported.
  const fed = feeding.catch(() => undefined);
  const makeFolder = openFolder(folder);
  try {
    for await (const entry of decoder.readable) {
      const member = readMember(entry.header, headers.next());
      const path = guard.admit(member);
      if (path === undefined) await entry.body.cancel();
      else if (member.type === "directory") makeFolder(path);
      else {
        makeFolder(dirname(path));
        await writeFile(join(folder, path), entry.body, isExecutable(member) ? 0o755 : 0o644);
      }
    }
    guard.finish();
  } catch (error) {
    if (error instanceof PakError) throw error;
    const { message } = error as Error;
    throw makeArchiveError("ARCHIVE_SYNTAX", `the archive can't be read: ${message}`, error);
  } finally {
    await fed;
  }
}

/** Hands the tar's bytes to the parser, past the watch on raw headers, at the pace at which files are written. */
async function feed(
  bytes: Uint8Array,
  headers: RawHeaders,
  decoder: WritableStream<Uint8Array>,
): Promise<void> {
  const writer = decoder.getWriter();
  try {
    for await (const piece of decompress(bytes)) {
      headers.read(piece);
      await writer.write(piece);
    }
    await writer.close();
  } catch (error) {
    await writer.abort(error);
    throw error;
  }
}

/** What a member is when the parser and the raw header agree. */
function readMember(header: ParsedTarEntry["header"], raw: RawHeader | undefined): ArchiveMember {
  const records = Object.keys(header.pax ?? {});
  const isSparse = records.some(key => key.startsWith("GNU.sparse."));
  // Old tars have no flag for folders, but a slash after their name.
  const isFolder = raw?.type === "file" && header.type === "directory";
  const told = header.pax?.size;
  const isSizeSure = header.size === raw?.size && (told === undefined || Number(told) === raw.size);
  return {
    path: header.name,
    type: isSparse || raw === undefined ? "other" : isFolder ? "directory" : raw.type,
    // A size that is told in two ways is none.
    size: isSizeSure ? header.size : Number.NaN,
    mode: header.mode ?? 0,
  };
}

function isExecutable({ mode = 0 }: ArchiveMember): boolean {
  return (mode & 0o111) !== 0;
}

/** Makes folders below the root, each once. */
function openFolder(root: string): (path: string) => void {
  const made = new Set<string>(["."]);
  return path => {
    if (made.has(path)) return;
    attemptWrite(path, () => mkdirSync(join(root, path), { recursive: true }));
    made.add(path);
  };
}

/** Writes a new file; what is there already, a link too, is never written to. */
async function writeFile(file: string, body: ReadableStream<Uint8Array>, mode: number): Promise<void> {
  const handle = attemptWrite(file, () => openSync(file, "wx", mode));
  try {
    for await (const piece of body) {
      attemptWrite(file, () => {
        for (let at = 0; at < piece.length; ) at += writeSync(handle, piece, at);
      });
    }
  } finally {
    closeSync(handle);
  }
}
