import { expect, test } from "vitest";
import { foldPath, isDevice, isGitFolder, isPlainPath, isWindowsName } from "./portable.ts";

test("devices, whatever follows", () => {
  const devices = ["con", "AUX.js", "nul .txt", "com1", "Lpt9.x", "lpt²", "CONIN$", "conout$.a.b"];
  expect(devices.filter(name => !isDevice(name))).toEqual([]);
  const files = ["console", "com", "com10", "auxiliary", "lpt", "a.con", "com1 x"];
  expect(files.filter(isDevice)).toEqual([]);
});

test("what Windows reads otherwise", () => {
  const strange = ["a:b", "a?b", "a*", "<a>", '"', "a|b", "a\\b", "a.", "a ", "a\u00a0", "nul"];
  expect(strange.filter(name => !isWindowsName(name))).toEqual([]);
  expect(["a b", ".a", "a.b", " a"].filter(isWindowsName)).toEqual([]);
});

test("git's folder in every guise", () => {
  const folders = [".git", ".GIT", ".Git. .", ".git::$INDEX", ".git :x", "git~1", "GIT~23"];
  expect(folders.filter(name => !isGitFolder(name))).toEqual([]);
  expect(["git", ".gitignore", "a.git", "git~", ".github"].filter(isGitFolder)).toEqual([]);
});

test.each(["a", "a b/c.d", ".x/y", "Größe/日本 1.css", "e\u0301", "..a", "a..b"])("%j is plain", path => {
  expect(isPlainPath(path)).toBe(true);
});

test.each([
  ...["", "/a", "a/", "a//b", ".", "..", "a/../b", "./a", "C:/a", "c:a", "a\\b"],
  ...["a\0b", "a\nb", "a\u2028b", "a\u202eb", ".g\u200cit/x", "a\ud800", "a\ufffd"],
  ...["a/.git/config", "a/git~1", "a/aux.js/b", "a./b", "a?/b"],
])("%j is not plain", path => {
  expect(isPlainPath(path)).toBe(false);
});

test("names fold as file systems fold them", () => {
  const twins = [
    ["README", "readme"],
    ["ß", "SS"],
    ["ẞ", "ss"],
    ["é", "e\u0301"],
    ["É", "e\u0301"],
    ["\u212a", "k"],
    ["ſ", "S"],
    ["ﬁ", "FI"],
    ["ς", "Σ"],
    ["İ", "i\u0307"],
  ];
  for (const [a, b] of twins) expect(foldPath(a!)).toBe(foldPath(b!));
  expect(foldPath("a")).not.toBe(foldPath("ä"));
});
