import { describe, expect, test } from "vitest";
import { makeRepository } from "../../test/repository.ts";
import { applyDiff, type DiffedFile } from "./unified-diff.ts";

const plain = (text: string): DiffedFile => ({ text, mode: 0o644 });

function apply(diff: string, files: Readonly<Record<string, string>> = {}) {
  return Object.fromEntries(
    applyDiff(diff, path => (Object.hasOwn(files, path) ? plain(files[path]!) : undefined)),
  );
}

const TEXT = "one\ntwo\nthree\nfour\nfive\n";
const CHANGE = "@@ -1,3 +1,3 @@\n one\n-two\n+2\n three\n";

describe("applyDiff", () => {
  test("applies what git writes: changes, new, deleted, renamed, copied and executable files", () => {
    const before = { "a.c": TEXT, "old.c": `${TEXT}old\n`, "dir/from.c": `${TEXT}${TEXT}`, "run.sh": "x\n" };
    const repository = makeRepository();
    repository.commit(before);
    repository.git("mv", "dir/from.c", "to.c");
    repository.git("update-index", "--chmod=+x", "run.sh");
    repository.git("commit", "--quiet", "--message=Rename");
    const moved = `${TEXT}${TEXT}`.replace("five", "5");
    repository.git("config", "core.fileMode", "false");
    repository.commit({
      "a.c": "one\n2\nthree",
      "old.c": undefined,
      "new/empty.c": "",
      "b c.c": "é\n",
      "to.c": moved,
    });
    const diff = repository.git("diff", "--find-renames", "HEAD~2", "HEAD");
    expect(apply(`${diff}\n`, before)).toEqual({
      "a.c": plain("one\n2\nthree"),
      "old.c": undefined,
      "new/empty.c": plain(""),
      "b c.c": plain("é\n"),
      "dir/from.c": undefined,
      "to.c": plain(moved),
      "run.sh": { text: "x\n", mode: 0o755 },
    });
  });

  test("applies mails of git format-patch, one change upon the other", () => {
    const repository = makeRepository();
    repository.commit({ "a.c": TEXT });
    repository.commit({ "a.c": TEXT.replace("two", "2") });
    repository.commit({ "a.c": TEXT.replace("two", "2").replace("three", "3") });
    const mails = repository.git("format-patch", "--stdout", "HEAD~2");
    expect(apply(mails, { "a.c": TEXT })).toEqual({ "a.c": plain("one\n2\n3\nfour\nfive\n") });
  });

  test("applies what GNU diff writes, new and deleted files told by their time", () => {
    const diff = [
      `--- orig/a.c\t2026-01-01 00:00:00.000000000 +0000\n+++ a.c\t2026-01-02 00:00:00 +0000\n${CHANGE}`,
      "--- new.c\t1970-01-01 01:00:00.000000000 +0100\n+++ new.c\t2026-01-02 00:00:00 +0000\n@@ -0,0 +1 @@\n+new\n",
      "--- old.c\t2026-01-01 00:00:00 +0000\n+++ old.c\t1970-01-01 00:00:00 +0000\n@@ -1 +0,0 @@\n-old\n",
    ].join("");
    expect(apply(diff, { "a.c": TEXT, "old.c": "old\n" })).toEqual({
      "a.c": plain(TEXT.replace("two", "2")),
      "new.c": plain("new\n"),
      "old.c": undefined,
    });
  });

  test("hunks may have moved, but every line has to be there", () => {
    const diff = `--- a/a.c\n+++ b/a.c\n${CHANGE}`;
    expect(apply(diff, { "a.c": `zero\n${TEXT}` })["a.c"]?.text).toBe("zero\none\n2\nthree\nfour\nfive\n");
    expect(() => apply(diff, { "a.c": TEXT.replace("three", "THREE") })).toThrow(
      expect.objectContaining({
        code: "PATCH_APPLY",
        message: 'the patch does not fit: hunk 1 of 1, in "a.c"',
      }),
    );
    expect(() => apply(diff, { "a.c": TEXT.replaceAll("\n", "\r\n") })).toThrow(/hunk 1 of 1/);
  });

  test("tells the first hunk that does not fit", () => {
    const lines = Array.from({ length: 40 }, (_, at) => `line ${at}`);
    const hunks = [5, 15, 25, 35].map(
      at => `@@ -${at + 1} +${at + 1} @@\n-line ${at === 25 ? "x" : at}\n+changed\n`,
    );
    expect(() => apply(`--- a/f\n+++ b/f\n${hunks.join("")}`, { f: `${lines.join("\n")}\n` })).toThrow(
      /hunk 3 of 4, in "f"/,
    );
  });

  test.each([
    ["prose", "Nothing to see here.\n", /neither an archive nor a unified diff/],
    ["nothing", "", /neither an archive nor a unified diff/],
    ["a hunk of no file", CHANGE, /does not name a file/],
    ["half a header", `--- a/a.c\n${CHANGE}`, /can't be read/],
    ["a hunk that is too short", "--- a/a.c\n+++ b/a.c\n@@ -1,3 +1,3 @@\n one\n", /can't be read/],
    ["a file that is not there", `--- a/x.c\n+++ b/x.c\n${CHANGE}`, /not there, in "x.c"/],
    ["a new file that is there", "--- /dev/null\n+++ b/a.c\n@@ -0,0 +1 @@\n+x\n", /there already, in "a.c"/],
    ["a deleted file with other lines", "--- a/a.c\n+++ /dev/null\n@@ -1 +0,0 @@\n-one\n", /has more lines/],
    [
      "git's binary",
      "diff --git a/a.c b/a.c\nindex 1..2 100644\nGIT binary patch\nliteral 1\nIcmZ\n",
      /no text/,
    ],
    [
      "a binary told of",
      "diff --git a/a.c b/a.c\nindex 1..2 100644\nBinary files a/a.c and b/a.c differ\n",
      /no text/,
    ],
    ["a binary of GNU diff", "Files a/a.c and b/a.c differ\n", /no text/],
    ["a binary of Subversion", "Index: a.c\n=====\nCannot display\n", /does not name a file/],
    [
      "a link",
      "diff --git a/l b/l\nnew file mode 120000\n--- /dev/null\n+++ b/l\n@@ -0,0 +1 @@\n+/etc\n",
      /link/,
    ],
    [
      "a submodule",
      "diff --git a/l b/l\nnew file mode 160000\n--- /dev/null\n+++ b/l\n@@ -0,0 +1 @@\n+x\n",
      /submodule/,
    ],
    ["a header alone", "diff --git a/a.c b/a.c\nindex 1..2 100644\n", /does not say what changes/],
  ])("refuses %s", (_, diff, message) => {
    expect(() => apply(diff, { "a.c": TEXT })).toThrow(
      expect.objectContaining({ code: "PATCH_APPLY", message: expect.stringMatching(message) }),
    );
  });

  test("shows a hostile name without what it does to a terminal", () => {
    const diff = `--- a/\u001b[31mx\u202e.c\n+++ b/\u001b[31mx\u202e.c\n${CHANGE}`;
    expect(() => apply(diff)).toThrow(
      expect.objectContaining({ message: expect.not.stringMatching(/[\u001b\u202e]/) }),
    );
  });
});
