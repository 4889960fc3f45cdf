import { randomFillSync } from "node:crypto";
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { PakError } from "../../errors.ts";
import { unpackArchive } from "../../io/archive/unpack.ts";
import { ARCHIVE_LIMITS } from "../../model/archive/guard.ts";
import type { Kind } from "./kind.ts";

/** A member as a table describes it; the type flag of a tar, or a word for one. */
export interface DescribedMember {
  readonly path: string;
  readonly type: string;
  /** Bytes that the header declares, possible or not. */
  readonly size?: number | string | null;
  readonly mode?: number;
  readonly linkpath?: string;
}

interface Input {
  readonly compressed_size: number;
  readonly entries: readonly DescribedMember[];
  readonly strip?: number;
  readonly generate?: { readonly prefix: string; readonly count: number; readonly size: number };
}

const MEBIBYTE = 1_048_576;

/** Builds the archive that a case describes, compressed in both ways, and unpacks it for real. */
const archive: Kind = async input => {
  const { compressed_size, entries, generate, strip = 0 } = input as Input;
  const generated = Array.from({ length: generate?.count ?? 0 }, (_, at) => ({
    path: `${generate?.prefix}${at}`,
    type: "file",
    size: generate?.size ?? 0,
  }));
  const members = [...entries, ...generated];
  const total = members.reduce((sum, { size }) => sum + Math.max(0, Number(size) || 0), 0);
  const isBomb = total > compressed_size * ARCHIVE_LIMITS.ratio;
  // What is large or many is slow to write twice.
  const ways = total > 16 * MEBIBYTE || members.length > 1_000 ? [compressZstd] : [gzipSync, compressZstd];
  const codes = new Set<string>();
  for (const compress of ways) {
    let bytes = buildArchive(members, compress, isBomb);
    const isPadded = compressed_size > ARCHIVE_LIMITS.compressed;
    if (isPadded) bytes = Buffer.concat([bytes, Buffer.alloc(compressed_size - bytes.length)]);
    for (const code of await unpack(bytes, strip, members)) codes.add(code);
  }
  return [...codes];
};
export default archive;

function compressZstd(bytes: Uint8Array): Buffer {
  return zstdCompressSync(bytes);
}

/** A tar's bytes, compressed in parts that follow each other, so that no large content is ever held. */
function buildArchive(
  members: readonly DescribedMember[],
  compress: (bytes: Uint8Array) => Buffer,
  isBomb: boolean,
): Buffer {
  const done: Buffer[] = [];
  let parts: Buffer[] = [];
  let block: Buffer | undefined;
  const flush = () => {
    done.push(compress(Buffer.concat(parts)));
    parts = [];
  };
  for (const member of members) {
    parts.push(renderHeader(member));
    // A header that is refused needs no contents.
    const declared = Math.min(Math.max(0, Number(member.size) || 0), ARCHIVE_LIMITS.file);
    const length = member.type === "file" ? declared : 0;
    const blocks = Math.floor(length / MEBIBYTE);
    if (blocks > 0) {
      flush();
      block ??= compress(makeContent(MEBIBYTE, isBomb));
      done.push(...Array<Buffer>(blocks).fill(block));
    }
    parts.push(makeContent(length % MEBIBYTE, isBomb), Buffer.alloc(-length & 511));
  }
  parts.push(Buffer.alloc(1024));
  flush();
  return Buffer.concat(done);
}

/** Bytes of which one in sixteen can't be compressed; none in a bomb. */
function makeContent(length: number, isBomb: boolean): Buffer {
  const content = Buffer.alloc(length);
  if (!isBomb) randomFillSync(content, 0, Math.ceil(length / 16));
  return content;
}

const FLAGS: Readonly<Record<string, string>> = {
  file: "0",
  link: "1",
  hardlink: "1",
  symlink: "2",
  char: "3",
  block: "4",
  dir: "5",
  directory: "5",
  fifo: "6",
  // No tar has sockets: any flag without a meaning stands for what else there is.
  socket: "s",
};

/** A member's header as it is described, whether or not that makes sense; names that don't fit get a pax header. */
export function renderHeader({ path, type, size, mode, linkpath = "" }: DescribedMember): Buffer {
  const name = Buffer.from(path);
  const isPlain = name.length <= 100 && !/\0|^\ufeff/.test(path) && path !== "";
  const flag = FLAGS[type] ?? (type.length === 1 ? type : "?");
  const own = renderBlock({
    name: isPlain ? name : Buffer.from("long"),
    flag,
    size: size === undefined ? 0 : size,
    mode: mode ?? (flag === "5" ? 0o755 : 0o644),
    linkpath,
  });
  return isPlain ? own : Buffer.concat([renderPax({ path }), own]);
}

/** A pax header with such records, local (`x`) or global (`g`). */
export function renderPax(records: Readonly<Record<string, string>>, flag: "x" | "g" = "x"): Buffer {
  const body = Buffer.concat(
    Object.entries(records).map(([key, value]) => {
      const rest = Buffer.from(` ${key}=${value}\n`);
      let length = rest.length;
      while (length !== rest.length + String(length).length) length = rest.length + String(length).length;
      return Buffer.concat([Buffer.from(String(length)), rest]);
    }),
  );
  const head = renderBlock({ name: Buffer.from("pax"), flag, size: body.length, mode: 0o644, linkpath: "" });
  return Buffer.concat([head, body, Buffer.alloc(-body.length & 511)]);
}

interface Fields {
  readonly name: Buffer;
  readonly flag: string;
  readonly size: number | string | null;
  readonly mode: number;
  readonly linkpath: string;
}

function renderBlock({ name, flag, size, mode, linkpath }: Fields): Buffer {
  const block = Buffer.alloc(512);
  name.copy(block, 0, 0, 100);
  block.write(`${mode.toString(8).padStart(7, "0")}\0`, 100, "latin1");
  block.write("0000000\x000000000\0", 108, "latin1");
  renderSize(size).copy(block, 124);
  block.write("00000000000\0", 136, "latin1");
  block.write(flag, 156, "latin1");
  block.write(linkpath, 157, 100);
  block.write("ustar\x0000", 257, "latin1");
  writeChecksum(block);
  return block;
}

/** Sums a header of 512 bytes anew, after it was changed. */
export function writeChecksum(block: Buffer): void {
  block.fill(" ", 148, 156);
  block.write(
    `${block
      .reduce((sum, byte) => sum + byte)
      .toString(8)
      .padStart(6, "0")}\0 `,
    148,
    "latin1",
  );
}

/** Octal; base 256 for what does not fit or is negative; the text of what is no whole number. */
function renderSize(size: number | string | null): Buffer {
  if (!Number.isInteger(size)) return Buffer.from(String(size).padEnd(12).slice(0, 12));
  if (Number(size) >= 0 && Number(size) < 8 ** 11) {
    return Buffer.from(`${Number(size).toString(8).padStart(11, "0")}\0`);
  }
  const most = 2n ** 94n - 1n;
  const value = BigInt(Number(size));
  const bits = value < 0n ? BigInt.asUintN(96, value < -most ? -most : value) : value > most ? most : value;
  return Buffer.from((bits | (1n << 95n)).toString(16), "hex");
}

/** Unpacks into a folder of folders; the codes of what it refuses, and of what went wrong on the disk. */
async function unpack(bytes: Buffer, strip: number, members: readonly DescribedMember[]): Promise<string[]> {
  const base = mkdtempSync(join(tmpdir(), "pak-archive-"));
  const way = ["a", "b", "c", "d"];
  const folder = join(base, ...way);
  mkdirSync(folder, { recursive: true });
  try {
    await unpackArchive(bytes, folder, { strip });
    return members.every(member => isThere(folder, strip, member)) ? listEscapes(base, way) : ["NOT_WRITTEN"];
  } catch (error) {
    if (!(error instanceof PakError)) throw error;
    return [error.code, ...listEscapes(base, way)];
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
}

function isThere(folder: string, strip: number, { path, type, size }: DescribedMember): boolean {
  const file = join(folder, ...path.split("/").slice(strip));
  const found = lstatSync(file, { throwIfNoEntry: false });
  return type === "file"
    ? found?.isFile() === true && found.size === (size ?? 0)
    : found?.isDirectory() === true;
}

/** Whether anything lies beside the way to the folder, or in it but below no folder of its own. */
function listEscapes(base: string, way: readonly string[]): string[] {
  const outside = way.some((_, at) => readdirSync(join(base, ...way.slice(0, at))).length !== 1);
  return outside ? ["ESCAPED"] : [];
}
