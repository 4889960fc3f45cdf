import { randomBytes } from "node:crypto";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { expect, test } from "vitest";
import { decompress, isCompressed } from "./decompress.ts";

async function readAll(bytes: Uint8Array): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of decompress(bytes)) pieces.push(piece);
  return Buffer.concat(pieces);
}

const content = Buffer.concat([randomBytes(70_000), Buffer.alloc(300_000)]);

test("bytes that are not compressed stay as they are", async () => {
  expect(await readAll(content)).toEqual(content);
  expect(await readAll(Buffer.alloc(0))).toHaveLength(0);
  expect(
    [gzipSync(""), zstdCompressSync(""), Buffer.alloc(0), Buffer.from("text")].map(isCompressed),
  ).toEqual([true, true, false, false]);
});

test("frames without end are refused: each costs more than its bytes", async () => {
  const empty = zstdCompressSync("");
  await expect(readAll(Buffer.concat(Array<Buffer>(5_000).fill(empty)))).rejects.toThrow(/frames/);
});

test.each([
  ["gzip", (bytes: Uint8Array) => gzipSync(bytes)],
  ["Zstandard", (bytes: Uint8Array) => zstdCompressSync(bytes)],
])("%s: members that follow each other are one, and damage is noticed", async (_, compress) => {
  const parts = [content, Buffer.alloc(65_536, 1), Buffer.from("end")];
  const packed = Buffer.concat(parts.map(compress));
  expect((await readAll(packed)).equals(Buffer.concat(parts))).toBe(true);
  await expect(readAll(packed.subarray(0, -3))).rejects.toThrow();
  await expect(readAll(packed.subarray(0, 5_000))).rejects.toThrow();
  await expect(readAll(Buffer.concat([packed, Buffer.from("garbage")]))).rejects.toThrow();
});
