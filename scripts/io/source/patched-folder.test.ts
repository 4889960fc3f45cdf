import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, statSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import { applyPatchTo } from "./patched-folder.ts";

const FILES = { "src/a.c": "one\ntwo\n", "src/old/b.c": "b\n", "README.md": "# Foo\n" };

/** A folder in a folder of its own, so that what is beside it can be looked at. */
function makeSource(files: Readonly<Record<string, string | Uint8Array>> = FILES): string {
  const folder = join(makeFolder(), "source");
  writeFiles(folder, files);
  return folder;
}

function readAll(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter(item => item.isFile())
      .map(item => join(item.parentPath, item.name))
      .map(file => [file.slice(folder.length + 1), readFileSync(file, "utf8")]),
  );
}

function makeTar(files: Readonly<Record<string, string>>, ...words: readonly string[]): Buffer {
  const folder = makeFolder();
  writeFiles(join(folder, "patch"), files);
  return execFileSync("tar", ["--create", ...words, "--directory", folder, "patch"]);
}

const CHANGE = "--- a/src/a.c\n+++ b/src/a.c\n@@ -1,2 +1,2 @@\n one\n-two\n+2\n";

const makeNew = (path: string) => `--- /dev/null\n+++ b/${path}\n@@ -0,0 +1 @@\n+evil\n`;

describe("applyPatchTo", () => {
  test.each([
    ["gzip", "--gzip"],
    ["plain", "--format=ustar"],
  ])("unpacks a %s tar over the files", async (_, word) => {
    const folder = makeSource();
    await applyPatchTo(folder, makeTar({ "src/a.c": "new\n", "more/c.c": "c\n" }, word));
    expect(readAll(folder)).toEqual({ ...FILES, "src/a.c": "new\n", "more/c.c": "c\n" });
    expect(readdirSync(dirname(folder))).toEqual(["source"]);
  });

  test("applies a diff; a folder that it leaves empty goes", async () => {
    const folder = makeSource();
    const removal = "--- a/src/old/b.c\n+++ /dev/null\n@@ -1 +0,0 @@\n-b\n";
    const script =
      "diff --git a/run.sh b/run.sh\nnew file mode 100755\n--- /dev/null\n+++ b/run.sh\n@@ -0,0 +1 @@\n+x\n";
    await applyPatchTo(folder, Buffer.from(CHANGE + removal + script));
    expect(readAll(folder)).toEqual({ "src/a.c": "one\n2\n", "README.md": "# Foo\n", "run.sh": "x\n" });
    expect(readdirSync(join(folder, "src"))).toEqual(["a.c"]);
    expect(statSync(join(folder, "run.sh")).mode & 0o777).toBe(0o755);
    expect(readdirSync(dirname(folder))).toEqual(["source"]);
  });

  test("a file may take the place of a folder that went, and the other way round", async () => {
    const folder = makeSource();
    const removal =
      "--- a/src/old/b.c\n+++ /dev/null\n@@ -1 +0,0 @@\n-b\n--- a/README.md\n+++ /dev/null\n@@ -1 +0,0 @@\n-# Foo\n";
    await applyPatchTo(folder, Buffer.from(removal + makeNew("src/old") + makeNew("README.md/x")));
    expect(readAll(folder)).toEqual({
      "src/a.c": "one\ntwo\n",
      "src/old": "evil\n",
      "README.md/x": "evil\n",
    });
  });

  test.each<[string, string | Buffer, string]>([
    [
      "a later file that does not fit",
      `${CHANGE}--- a/README.md\n+++ b/README.md\n@@ -1 +1 @@\n-x\n+y\n`,
      "PATCH_APPLY",
    ],
    ["a path that leads out", CHANGE + makeNew("../x"), "ARCHIVE_TRAVERSAL"],
    ["a path that leads out later", CHANGE + makeNew("src/../../x"), "ARCHIVE_TRAVERSAL"],
    ["an absolute path", CHANGE + makeNew("/tmp/pak-evil"), "ARCHIVE_TRAVERSAL"],
    ["a hook of git", CHANGE + makeNew(".git/hooks/post-checkout"), "ARCHIVE_GIT_DIR"],
    [
      "a quoted path that leads out",
      `${CHANGE}--- /dev/null\n+++ "b/\\056\\056/x"\n@@ -0,0 +1 @@\n+evil\n`,
      "ARCHIVE_TRAVERSAL",
    ],
    [
      "a change outside",
      "--- a/../../../etc/hosts\n+++ b/../../../etc/hosts\n@@ -1 +1 @@\n-x\n+y\n",
      "PATCH_APPLY",
    ],
    [
      "a rename to outside",
      "diff --git a/README.md b/../x\nsimilarity index 100%\nrename from README.md\nrename to ../x\n",
      "ARCHIVE_TRAVERSAL",
    ],
    ["a twin in other case", CHANGE + makeNew("readme.md"), "ARCHIVE_DUPLICATE"],
    ["a file where a folder is", CHANGE + makeNew("src"), "ARCHIVE_DUPLICATE"],
    ["a file below a file", CHANGE + makeNew("README.md/x"), "ARCHIVE_DUPLICATE"],
    ["bytes that are no text", Buffer.from([0xff, 0xfe, 0]), "PATCH_APPLY"],
    ["an archive that is none", Buffer.from("1f8b08ffff", "hex"), "ARCHIVE_SYNTAX"],
  ])("changes nothing for %s", async (_, patch, code) => {
    const folder = makeSource();
    await expect(applyPatchTo(folder, Buffer.from(patch as string))).rejects.toMatchObject({ code });
    expect(readAll(folder)).toEqual(FILES);
    expect(readdirSync(dirname(folder))).toEqual(["source"]);
  });

  test.each([
    ["a file where a folder is", { src: "evil" }],
    ["a file below a file", { "README.md/x": "evil" }],
    ["a twin in other case", { "SRC/a.c": "evil" }],
  ])("changes nothing for an archive with %s", async (_, files) => {
    const folder = makeSource();
    const patch = makeTar({ "src2/new.c": "1", ...files }, "--gzip");
    await expect(applyPatchTo(folder, patch)).rejects.toMatchObject({ code: "ARCHIVE_DUPLICATE" });
    expect(readAll(folder)).toEqual(FILES);
  });

  test("deletes nothing outside that it made before", async () => {
    const folder = makeSource();
    const outside = join(dirname(folder), "x");
    writeFiles(dirname(folder), { x: "precious" });
    const removal = "--- a/../x\n+++ /dev/null\n@@ -1 +0,0 @@\n-evil\n";
    const rename = "diff --git a/../x b/y.c\nsimilarity index 100%\nrename from ../x\nrename to y.c\n";
    for (const diff of [makeNew("../x") + removal + CHANGE, makeNew("../x") + rename]) {
      await applyPatchTo(folder, Buffer.from(diff));
      expect(readFileSync(outside, "utf8")).toBe("precious");
    }
    expect(readAll(folder)).toEqual({ ...FILES, "src/a.c": "one\n2\n", "y.c": "evil\n" });
  });

  test("never writes through a link", async () => {
    const folder = makeSource();
    const outside = makeFolder();
    symlinkSync(outside, join(folder, "link"));
    for (const patch of [Buffer.from(makeNew("link/x")), makeTar({ "link/x": "evil" }, "--gzip")])
      await expect(applyPatchTo(folder, patch)).rejects.toMatchObject({ code: "ARCHIVE_LINK" });
    expect(readdirSync(outside)).toEqual([]);
  });

  test("a file that is no UTF-8 can't be changed by a diff", async () => {
    const folder = makeSource({ "src/a.c": Buffer.from("one\ntwo\xff\n", "latin1") });
    await expect(applyPatchTo(folder, Buffer.from(CHANGE))).rejects.toMatchObject({ code: "PATCH_APPLY" });
  });
});
