import type { ArchiveCode } from "../../errors.ts";
import { isGitFolder, isHidden, isWindowsName } from "../name/portable.ts";

/** The longest path that is written, in UTF-16 units: Windows' 260 less a short folder. */
const LONGEST_PATH = 240;

/** The most segments of a path that is written, the file's name among them. */
const MOST_LEVELS = 32;

/** The longest name of a file or folder in bytes of UTF-8 that Linux has. */
const LONGEST_NAME = 255;

/** Why a path is refused: the code, what is wrong with it, what was expected. */
export type PathRefusal = readonly [code: ArchiveCode, what: string, expected: string];

/** Why a member's path, as the archive has it, leads elsewhere or can't be shown; `undefined` when it is fine. */
export function findStrangePath(path: string): PathRefusal | undefined {
  const leads = findTraversal(path);
  if (leads !== undefined) return ["ARCHIVE_TRAVERSAL", leads, "a path relative to the package, as a/b.c"];
  if (isHidden(path)) {
    const what = "has a control, invisible or direction character in its name, or is no UTF-8";
    return ["ARCHIVE_PATH_CHARS", what, "visible characters"];
  }
  return undefined;
}

function findTraversal(path: string): string | undefined {
  if (path.startsWith("/")) return "has an absolute path";
  if (/^[A-Za-z]:/.test(path)) return "begins with a drive";
  if (path.includes("\\")) return "has a backslash in its path";
  const segments = path.split("/");
  if (segments.includes("..")) return "has .. in its path";
  if (segments.includes(".")) return "has . in its path";
  return segments.includes("") ? "has an empty name in its path" : undefined;
}

/** Why a path can't be written on every system; `undefined` when it can. */
export function findUnportablePath(path: string): PathRefusal | undefined {
  const names = path.split("/");
  if (names.length > MOST_LEVELS) {
    return ["ARCHIVE_DEPTH", `lies ${names.length} levels deep`, `at most ${MOST_LEVELS}`];
  }
  if (path.length > LONGEST_PATH) {
    const expected = `at most ${LONGEST_PATH} characters`;
    return ["ARCHIVE_PATH_LENGTH", `has a path of ${path.length} characters`, expected];
  }
  if (names.some(isLongName)) {
    return ["ARCHIVE_PATH_LENGTH", "has too long a name", `at most ${LONGEST_NAME} bytes`];
  }
  if (names.some(isGitFolder)) {
    return ["ARCHIVE_GIT_DIR", "is or lies in a .git folder", "no such folder: git would obey its settings"];
  }
  if (names.some(isWindowsName)) {
    return [
      "ARCHIVE_WINDOWS_NAME",
      "has a name that Windows does not take or reads otherwise",
      "another name",
    ];
  }
  return undefined;
}

/** No UTF-16 unit has more than three bytes, so most names need not be encoded. */
function isLongName(name: string): boolean {
  return name.length * 3 > LONGEST_NAME && new TextEncoder().encode(name).length > LONGEST_NAME;
}
