import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { PakError } from "../../errors.ts";
import { type DescribedMember, renderHeader, renderPax, writeChecksum } from "../../test/kinds/archive.ts";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import { listFolder } from "./tree-digest.ts";
import { unpackArchive } from "./unpack.ts";

const END = Buffer.alloc(1024);

/** A member with its contents, padded. */
function pack(path: string, content: string, more: Partial<DescribedMember> = {}): Buffer {
  const size = Buffer.byteLength(content);
  const header = renderHeader({ path, type: "file", size, ...more });
  return Buffer.concat([header, Buffer.from(content), Buffer.alloc(-size & 511)]);
}

/** Unpacks into a fresh folder; the code of the refusal, or the folder. */
async function unpack(bytes: Uint8Array, strip = 1) {
  const folder = join(makeFolder(), "inside");
  mkdirSync(folder);
  try {
    await unpackArchive(bytes, folder, { strip });
    return { folder };
  } catch (error) {
    if (!(error instanceof PakError)) throw error;
    return { folder, code: error.code };
  }
}

const codeOf = async (...parts: Buffer[]) => (await unpack(Buffer.concat([...parts, END]))).code;

/** What the system's own tar makes of a folder with long, deep, executable and empty things. */
function packFolder(...options: string[]): { bytes: Buffer; source: string } {
  const source = makeFolder();
  const long = `p/${"long/".repeat(25)}${"n".repeat(90)}`;
  writeFiles(source, { "p/a.c": "int a;\n", "p/b/é.txt": "é", "p/empty": "", [long]: randomBytes(70_000) });
  writeFileSync(join(source, "p/run.sh"), "#!/bin/sh\n", { mode: 0o775 });
  mkdirSync(join(source, "p/none"));
  return { bytes: execFileSync("tar", ["-c", ...options, "-C", source, "p"]), source };
}

test.each([
  ["ustar", []],
  ["gnu", []],
  ["posix", []],
  ["v7", ["--exclude=n*", "--exclude=long"]],
])("what tar packs in the format %s comes out the same, plain or compressed", async (format, options) => {
  const { bytes, source } = packFolder(`--format=${format}`, ...options);
  for (const packed of [bytes, gzipSync(bytes), zstdCompressSync(bytes)]) {
    const { folder, code } = await unpack(packed);
    expect(code).toBeUndefined();
    const files = listFolder(folder);
    const wanted = listFolder(join(source, "p")).filter(
      ({ path }) => format !== "v7" || !path.startsWith("long"),
    );
    expect(files.map(({ path, sha256 }) => [path, sha256])).toEqual(
      wanted.map(({ path, sha256 }) => [path, sha256]),
    );
    const modes = new Set(files.map(({ path, mode }) => (path === "run.sh" ? 0o755 : 0o644) & ~mode));
    expect(modes).toEqual(new Set([0]));
    expect(existsSync(join(folder, "none"))).toBe(format !== "v7");
  }
});

test("what git archives comes out the same", async () => {
  const folder = makeFolder();
  writeFiles(folder, { a: "a", "b/c": "c" });
  const git = (...words: string[]) =>
    execFileSync("git", ["-c", "user.name=x", "-c", "user.email=x@example.org", ...words], { cwd: folder });
  git("init", "--quiet");
  git("add", "--all");
  git("commit", "--quiet", "--message=x");
  const { folder: out } = await unpack(git("archive", "--format=tar.gz", "--prefix=p-1/", "HEAD"));
  expect(listFolder(out).map(({ path }) => path)).toEqual(["a", "b/c"]);
});

test.each<[string, string, Buffer[]]>([
  ["a pax header that leads out", "ARCHIVE_TRAVERSAL", [renderPax({ path: "../x" }), pack("p/a", "x")]],
  [
    "a long name that leads out",
    "ARCHIVE_TRAVERSAL",
    [pack("@", "p/../../x\0", { type: "L" }), pack("p/a", "x")],
  ],
  ["an empty path", "ARCHIVE_TRAVERSAL", [renderPax({ path: "" }), pack("p/a", "x")]],
  ["a NUL in a pax path", "ARCHIVE_PATH_CHARS", [renderPax({ path: "p/a\0b" }), pack("p/a", "x")]],
  ["a sparse file", "ARCHIVE_TYPE", [pack("p/a", "x", { type: "S" })]],
  ["a sparse file by pax", "ARCHIVE_TYPE", [renderPax({ "GNU.sparse.major": "1" }), pack("p/a", "x")]],
  ["a contiguous file", "ARCHIVE_TYPE", [pack("p/a", "x", { type: "7" })]],
  ["a volume's name", "ARCHIVE_TYPE", [pack("p/a", "", { type: "V" })]],
  [
    "a folder by slash that is a link",
    "ARCHIVE_LINK",
    [pack("p/a/", "", { type: "symlink", linkpath: "/" })],
  ],
  ["a folder with contents", "ARCHIVE_SIZE", [pack("p/a/", "x".repeat(512), { type: "dir" })]],
  ["a folder by slash with contents", "ARCHIVE_SIZE", [pack("p/a/", "x")]],
  [
    "two sizes, one larger",
    "ARCHIVE_SIZE",
    [renderPax({ size: "1024" }), pack("p/a", "x"), pack("p/b", "x")],
  ],
  ["two sizes, one smaller", "ARCHIVE_SIZE", [renderPax({ size: "0" }), pack("p/a", "x")]],
  ["a negative pax size", "ARCHIVE_SIZE", [renderPax({ size: "-1" }), pack("p/a", "x")]],
  ["a size for all", "ARCHIVE_SIZE", [renderPax({ size: "9" }, "g"), pack("p/a", "x")]],
  ["a negative size", "ARCHIVE_SIZE", [pack("p/a", "x", { size: -1 })]],
  ["an absurd size", "ARCHIVE_TOO_LARGE", [pack("p/a", "x", { size: 2 ** 45 })]],
  [
    "a path for all",
    "ARCHIVE_DUPLICATE",
    [renderPax({ path: "p/x" }, "g"), pack("p/a", "x"), pack("p/b", "x")],
  ],
])("%s: %s", async (_, code, parts) => {
  expect(await codeOf(...parts)).toBe(code);
});

test("a size that a pax header repeats is fine", async () => {
  expect(await codeOf(renderPax({ size: "1" }), pack("p/a", "x"))).toBeUndefined();
});

test("bytes that are no archive, or not all of one", async () => {
  const whole = Buffer.concat([pack("p/a", "x".repeat(2_000)), pack("p/b", "y"), END]);
  const damaged = Buffer.from(whole);
  damaged[3]! ^= 1;
  const cut = [0, 100, 512, 700, 2_560, 3_000, 3_072, 3_584, 4_096].map(length => whole.subarray(0, length));
  const others = [damaged, Buffer.from("PK\x03\x04 zip"), Buffer.concat([whole, Buffer.from("more")])];
  const compressed = gzipSync(whole);
  const broken = [
    compressed.subarray(0, -9),
    zstdCompressSync(whole).subarray(0, -9),
    Buffer.from([0x1f, 0x8b, 9]),
  ];
  for (const bytes of [...cut, ...others, ...broken])
    expect((await unpack(bytes)).code).toBe("ARCHIVE_SYNTAX");
  expect((await unpack(whole)).code).toBeUndefined();
});

test("a bomb is refused by its header, before it is inflated", async () => {
  const size = 100_000_000;
  const zeros = gzipSync(Buffer.alloc(1_000_000));
  const header = gzipSync(renderHeader({ path: "p/a", type: "file", size }));
  const { folder, code } = await unpack(Buffer.concat([header, ...Array<Buffer>(100).fill(zeros)]));
  expect(code).toBe("ARCHIVE_RATIO");
  expect(readdirSync(folder)).toEqual([]);
});

test("a link that lies in wait is not followed", async () => {
  const base = makeFolder();
  const victim = join(base, "victim");
  writeFileSync(victim, "old");
  mkdirSync(join(base, "inside"));
  symlinkSync(victim, join(base, "inside/a"));
  const bytes = Buffer.concat([pack("p/a", "new"), END]);
  await expect(unpackArchive(bytes, join(base, "inside"), { strip: 1 })).rejects.toMatchObject({
    code: "WRITE",
  });
  expect(readFileSync(victim, "utf8")).toBe("old");
});

test("a large file comes out whole", async () => {
  const content = "0123456789abcdef".repeat(400_000);
  const { folder } = await unpack(gzipSync(Buffer.concat([pack("p/a", content), END]), { level: 0 }));
  expect(statSync(join(folder, "a")).size).toBe(content.length);
  expect(readFileSync(join(folder, "a"), "latin1") === content).toBe(true);
});

test("whatever the bytes, all ends in success or refusal, and nothing lies outside", {
  timeout: 60_000,
}, async () => {
  const tar = packFolder("--format=posix").bytes.subarray(0, 16_384);
  const hostile = Buffer.concat([
    pack("p/a", "x"),
    pack("../x", "x"),
    pack("/tmp/pak-never", "x"),
    pack("p/l", "", { type: "symlink", linkpath: ".." }),
    pack("p/l/x", "x"),
    END,
  ]);
  const changes = fc.array(fc.tuple(fc.nat(6_000), fc.nat(255)), { maxLength: 12 });
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 3_000 }),
    fc
      .tuple(fc.constantFrom(tar, hostile), changes, fc.boolean())
      .map(([base, edits, isSummed]) => mutate(base, edits, isSummed)),
  );
  const ways = fc.constantFrom<(plain: Uint8Array) => Uint8Array>(plain => plain, gzipSync, zstdCompressSync);
  await fc.assert(
    fc.asyncProperty(bytes, ways, fc.nat(2), async (plain, compress, strip) => {
      const { folder } = await unpack(compress(plain), strip);
      expect(readdirSync(dirname(folder))).toEqual(["inside"]);
      listFolder(folder);
    }),
    { numRuns: 400 },
  );
  expect(existsSync("/tmp/pak-never")).toBe(false);
});

/** Some bytes changed; with checksums put right, so that the changes are looked at. */
function mutate(
  base: Uint8Array,
  edits: readonly (readonly [at: number, byte: number])[],
  isSummed: boolean,
): Buffer {
  const bytes = Buffer.from(base);
  for (const [at, byte] of edits) bytes[at % bytes.length] = byte;
  if (!isSummed) return bytes;
  for (let at = 0; at + 512 <= bytes.length; at += 512) {
    const block = bytes.subarray(at, at + 512);
    if (block.toString("latin1", 257, 262) !== "ustar") continue;
    writeChecksum(block);
  }
  return bytes;
}
