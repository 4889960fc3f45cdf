import { expect, test } from "vitest";
import { findStrangePath, findUnportablePath, foldPath } from "./member-path.ts";

const codeOf = (path: string) => (findStrangePath(path) ?? findUnportablePath(path))?.[0];

test.each([
  "a",
  "a b/c.d",
  "é",
  ".gitignore",
  ".github/x",
  "git",
  "git~",
  "a.git/x",
  "console.c",
  "com10",
  "auxiliary",
  "lpt",
  " a",
  "..a",
  "a..b",
  Array(32).fill("d").join("/"),
  `${"a".repeat(119)}/${"b".repeat(120)}`,
])("%j is fine", path => {
  expect(codeOf(path)).toBeUndefined();
});

test.each([
  ["", "ARCHIVE_TRAVERSAL"],
  ["..", "ARCHIVE_TRAVERSAL"],
  ["a/../b", "ARCHIVE_TRAVERSAL"],
  [".", "ARCHIVE_TRAVERSAL"],
  ["./a", "ARCHIVE_TRAVERSAL"],
  ["a//b", "ARCHIVE_TRAVERSAL"],
  ["/a", "ARCHIVE_TRAVERSAL"],
  ["//host/a", "ARCHIVE_TRAVERSAL"],
  ["C:/a", "ARCHIVE_TRAVERSAL"],
  ["c:a", "ARCHIVE_TRAVERSAL"],
  ["C:\\a", "ARCHIVE_TRAVERSAL"],
  ["\\\\host\\a", "ARCHIVE_TRAVERSAL"],
  ["a\\b", "ARCHIVE_TRAVERSAL"],
  ["a\0b", "ARCHIVE_PATH_CHARS"],
  ["a\nb", "ARCHIVE_PATH_CHARS"],
  ["a\u007f", "ARCHIVE_PATH_CHARS"],
  ["a\u0085", "ARCHIVE_PATH_CHARS"],
  ["a\u202eb", "ARCHIVE_PATH_CHARS"],
  ["a\u200bb", "ARCHIVE_PATH_CHARS"],
  [".g\u200cit/config", "ARCHIVE_PATH_CHARS"],
  ["\ufeffa", "ARCHIVE_PATH_CHARS"],
  ["a\ufffd", "ARCHIVE_PATH_CHARS"],
  ["a\ud800", "ARCHIVE_PATH_CHARS"],
  [Array(33).fill("d").join("/"), "ARCHIVE_DEPTH"],
  [Array(200).fill("d").join("/"), "ARCHIVE_DEPTH"],
  [`${"a".repeat(120)}/${"b".repeat(120)}`, "ARCHIVE_PATH_LENGTH"],
  ["語".repeat(86), "ARCHIVE_PATH_LENGTH"],
  ["a/.git", "ARCHIVE_GIT_DIR"],
  [".GIT/config", "ARCHIVE_GIT_DIR"],
  [".git /config", "ARCHIVE_GIT_DIR"],
  [".git...", "ARCHIVE_GIT_DIR"],
  [".git . ", "ARCHIVE_GIT_DIR"],
  [".git::$INDEX_ALLOCATION/config", "ARCHIVE_GIT_DIR"],
  [".git :x", "ARCHIVE_GIT_DIR"],
  ["GIT~1", "ARCHIVE_GIT_DIR"],
  ["git~2/config", "ARCHIVE_GIT_DIR"],
  ["CON", "ARCHIVE_WINDOWS_NAME"],
  ["a/NUL.txt", "ARCHIVE_WINDOWS_NAME"],
  ["nul .txt", "ARCHIVE_WINDOWS_NAME"],
  ["com1/x", "ARCHIVE_WINDOWS_NAME"],
  ["LPT¹", "ARCHIVE_WINDOWS_NAME"],
  ["CONOUT$", "ARCHIVE_WINDOWS_NAME"],
  ["a./b", "ARCHIVE_WINDOWS_NAME"],
  ["a ", "ARCHIVE_WINDOWS_NAME"],
  ["...", "ARCHIVE_WINDOWS_NAME"],
  ["dir/a:b", "ARCHIVE_WINDOWS_NAME"],
  ...[...'<>"|?*'].map(char => [`a${char}b`, "ARCHIVE_WINDOWS_NAME"]),
])("%j: %s", (path, code) => {
  expect(codeOf(path!)).toBe(code);
});

test("names fold as file systems fold them", () => {
  const twins = [
    ["README", "readme"],
    ["ß", "SS"],
    ["ẞ", "ss"],
    ["é", "e\u0301"],
    ["\u212a", "k"],
    ["ﬁ", "FI"],
    ["ς", "Σ"],
    ["İ", "i\u0307"],
  ];
  for (const [a, b] of twins) expect(foldPath(a!)).toBe(foldPath(b!));
  expect(foldPath("a")).not.toBe(foldPath("ä"));
});
