import { execFileSync } from "node:child_process";
import { chmodSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import { digestTree, listFolder } from "./tree-digest.ts";

test("the digest is what Unix' own tools make of the rule", () => {
  const folder = makeFolder();
  const names = ["b", "a/z", "a.c", "a-", "B", "é", "\uff5e", "\u{1f600}", "with blank"];
  writeFiles(folder, Object.fromEntries(names.map(name => [name, `content of ${name}`])));
  // `LC_ALL=C` sorts by bytes, as Go does.
  const script =
    'find . -type f | cut -c3- | LC_ALL=C sort | while read -r f; do sha256sum "$f"; done | sha256sum';
  const hex = execFileSync("sh", ["-c", script], { cwd: folder, encoding: "utf8" }).slice(0, 64);
  const files = listFolder(folder);
  const digest = digestTree(files.map(({ path, sha256 }) => [path, sha256]));
  expect(digest).toBe(`h1:${Buffer.from(hex, "hex").toString("base64")}`);
  expect(digestTree(files.toReversed().map(({ path, sha256 }) => [path, sha256]))).toBe(digest);
  expect(files.map(({ path }) => path)).toEqual([
    "B",
    "a-",
    "a.c",
    "a/z",
    "b",
    "with blank",
    "é",
    "\uff5e",
    "\u{1f600}",
  ]);
});

test("no file at all has a digest too: that of nothing", () => {
  expect(digestTree([])).toBe("h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
});

test("a line break can't pass for another file", () => {
  expect(() => digestTree([["a\nb", "00"]])).toThrow(expect.objectContaining({ code: "ARCHIVE_PATH_CHARS" }));
});

test("a listing has sizes and permissions, and refuses links", () => {
  const folder = makeFolder();
  writeFiles(folder, { "d/run": "abc", large: Buffer.alloc(3_000_000) });
  chmodSync(join(folder, "d/run"), 0o755);
  expect(listFolder(folder)).toMatchObject([
    {
      path: "d/run",
      size: 3,
      mode: 0o755,
      sha256: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    },
    { path: "large", size: 3_000_000 },
  ]);
  symlinkSync("large", join(folder, "d/link"));
  expect(() => listFolder(folder)).toThrow(expect.objectContaining({ code: "ARCHIVE_LINK" }));
});

test("a listing refuses what is no file", () => {
  const folder = makeFolder();
  execFileSync("mkfifo", [join(folder, "fifo")]);
  expect(() => listFolder(folder)).toThrow(expect.objectContaining({ code: "ARCHIVE_TYPE" }));
});
