import { execFileSync } from "node:child_process";
import { deflateSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { makeRepository } from "../../test/repository.ts";
import { checkPack } from "./pack.ts";

const MEBIBYTE = 1_048_576;

/** A pack of everything that was committed, made by git, deltas among it. */
function makeRealPack(...commits: readonly Readonly<Record<string, string | Uint8Array>>[]): Buffer {
  const repository = makeRepository();
  for (const files of commits) repository.commit(files);
  return execFileSync("git", ["pack-objects", "--stdout", "--revs", "--quiet", "--delta-base-offset"], {
    cwd: repository.root,
    input: "HEAD\n",
  });
}

/** A pack of objects that are given as they stand in it. The checksum is not looked at. */
function makePack(...objects: readonly Buffer[]): Buffer {
  const header = Buffer.from("PACK\0\0\0\u0002\0\0\0\0", "latin1");
  header.writeUInt32BE(objects.length, 8);
  return Buffer.concat([header, ...objects, Buffer.alloc(20)]);
}

/** An object of a kind: what stands between its header and its bytes, its bytes, and how long it says they are. */
function makeObject(kind: number, content: Buffer, between: readonly number[] = [], length = content.length) {
  const header = [(kind << 4) | (length & 15)];
  for (let rest = Math.floor(length / 16); rest > 0; rest = Math.floor(rest / 128)) {
    header[header.length - 1]! |= 0x80;
    header.push(rest % 128);
  }
  return Buffer.concat([Buffer.from([...header, ...between]), deflateSync(content)]);
}

const BLOB = makeObject(3, Buffer.from("hello"));

describe("checkPack", () => {
  test("accepts what git makes", () => {
    const text = Array.from({ length: 5_000 }, (_, at) => `line ${at * 7919}\n`).join("");
    const pack = makeRealPack(
      { "a.txt": text, "b.txt": "", "dir/c.bin": Buffer.alloc(70_000, 7) },
      { "a.txt": `${text}more\n` },
      { "a.txt": `first\n${text}more\n` },
    );
    checkPack(pack);
    expect(() => checkPack(pack, 100_000)).toThrow(expect.objectContaining({ code: "TOO_LARGE" }));
  });

  test("refuses a few bytes that inflate to very many", () => {
    const pack = makeRealPack({ bomb: Buffer.alloc(32 * MEBIBYTE) });
    expect(pack.length).toBeLessThan(MEBIBYTE / 8);
    expect(() => checkPack(pack, 8 * MEBIBYTE)).toThrow(expect.objectContaining({ code: "TOO_LARGE" }));
  });

  test("refuses a delta that asks for very many bytes", () => {
    const delta = Buffer.from([5, 0x80, 0x80, 0x80, 0x80, 0x10, 0x90, 5]);
    const pack = makePack(BLOB, makeObject(6, delta, [BLOB.length]));
    expect(() => checkPack(pack)).toThrow(expect.objectContaining({ code: "TOO_LARGE" }));
  });

  test("refuses more objects than any package has, before it looks at them", () => {
    const pack = makePack(BLOB);
    pack.writeUInt32BE(40_001, 8);
    expect(() => checkPack(pack)).toThrow(/more than 40000 objects/);
  });

  const delta = Buffer.from([5, 5, 0x90, 5]);
  test.each<[string, Buffer]>([
    ["nothing", Buffer.alloc(0)],
    ["another format", Buffer.from(`JUNK${"\0".repeat(40)}`)],
    ["another version", Buffer.from(`PACK\0\0\0\u0003${"\0".repeat(40)}`)],
    ["an object that is cut off", makePack(BLOB.subarray(0, -3))],
    ["bytes behind the last object", makePack(Buffer.concat([BLOB, Buffer.from("more")]))],
    ["fewer objects than it says", Buffer.from(makePack(BLOB)).fill(9, 11, 12)],
    ["an object longer than it says", makePack(makeObject(3, Buffer.from("hello"), [], 3))],
    ["an object shorter than it says", makePack(makeObject(3, Buffer.from("hello"), [], 9))],
    ["a delta upon itself", makePack(BLOB, makeObject(6, delta, [0]))],
    ["a delta upon the middle of an object", makePack(BLOB, makeObject(6, delta, [BLOB.length - 1]))],
    ["a delta upon what lies before the pack", makePack(makeObject(6, delta, [40]))],
    ["a length without end", makePack(Buffer.alloc(200, 0xff))],
  ])("refuses %s", (_, pack) => {
    expect(() => checkPack(pack)).toThrow(expect.objectContaining({ code: "SOURCE_FETCH" }));
  });

  test("accepts a delta upon an object before it, or upon one that its id names", () => {
    checkPack(makePack(BLOB, makeObject(6, delta, [BLOB.length])));
    checkPack(makePack(BLOB, makeObject(7, delta, Array(20).fill(1))));
  });
});
