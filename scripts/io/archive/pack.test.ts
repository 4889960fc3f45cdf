import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, mkdirSync, readFileSync, statSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import { type Packable, packArchive } from "./pack.ts";
import { listFolder } from "./tree-digest.ts";
import { unpackArchive } from "./unpack.ts";

const TIME = 1_760_000_000;

function listPackable(folder: string): Packable[] {
  return listFolder(folder).map(({ path, size, mode }) => ({
    path,
    file: join(folder, path),
    size,
    isExecutable: (mode & 0o100) !== 0,
  }));
}

async function pack(files: readonly Packable[]) {
  const target = join(makeFolder(), "p.tar.gz");
  const packed = await packArchive(files, target, { folder: "p-1.0.0", time: TIME });
  return { ...packed, target, bytes: readFileSync(target) };
}

/** A folder with long, deep, empty and executable things. */
function makeTree() {
  const folder = makeFolder();
  const long = `${"long/".repeat(20)}${"n".repeat(120)}`;
  writeFiles(folder, {
    b: "b",
    "a/z": "z",
    "a.c": "c",
    é: "é",
    empty: "",
    large: randomBytes(3_000_000),
    [long]: "l",
  });
  chmodSync(join(folder, "b"), 0o700);
  return folder;
}

test("the same files give the same bytes, in whatever order, with whatever times and owners' rights", async () => {
  const folder = makeTree();
  const first = await pack(listPackable(folder));
  for (const path of ["b", "a/z"]) utimesSync(join(folder, path), 1, 1);
  chmodSync(join(folder, "a.c"), 0o600);
  const second = await pack(listPackable(folder).toReversed());
  expect(second.sha256).toBe(first.sha256);
  expect(first.size).toBe(statSync(first.target).size);
  // No flags, no time, the best compression, no system.
  expect([...first.bytes.subarray(0, 10)]).toEqual([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255]);
});

test("what is packed is what comes out, here and with the system's own tar", async () => {
  const folder = makeTree();
  const { bytes, target } = await pack(listPackable(folder));
  const out = join(makeFolder(), "out");
  mkdirSync(out);
  await unpackArchive(bytes, out, { strip: 1 });
  const contentOf = (root: string) => listFolder(root).map(({ path, sha256 }) => [path, sha256]);
  expect(contentOf(out)).toEqual(contentOf(folder));
  expect(statSync(join(out, "b")).mode & 0o111).not.toBe(0);
  const lines = execFileSync("tar", ["-tvzf", target, "--full-time", "--utc"], { encoding: "utf8" })
    .trim()
    .split("\n");
  expect(lines[0]).toMatch(/^-rw-r--r-- 0\/0 +1 2025-10-09 08:53:20 p-1\.0\.0\/a\.c$/);
  expect(lines.map(line => line.slice(0, 14))).toContain("-rwxr-xr-x 0/0");
  expect(lines).toHaveLength(7);
});

test.each([
  ["leads out", "../x", "ARCHIVE_TRAVERSAL"],
  ["is git's", ".git/config", "ARCHIVE_GIT_DIR"],
  ["Windows reads otherwise", "aux", "ARCHIVE_WINDOWS_NAME"],
])("a path that %s is not packed", async (_, path, code) => {
  const folder = makeTree();
  const [first] = listPackable(folder);
  await expect(pack([{ ...first!, path }])).rejects.toMatchObject({ code });
});

test("what inflates to more than a package may is not packed", async () => {
  const folder = makeFolder();
  writeFiles(folder, { zeros: Buffer.alloc(3_000_000) });
  await expect(pack(listPackable(folder))).rejects.toMatchObject({ code: "ARCHIVE_RATIO" });
});

test("nothing at all is no package, and a file that shrank meanwhile is noticed", async () => {
  await expect(pack([])).rejects.toMatchObject({ code: "ARCHIVE_EMPTY" });
  const [first] = listPackable(makeTree());
  await expect(pack([{ ...first!, size: first!.size + 1 }])).rejects.toThrow();
});
