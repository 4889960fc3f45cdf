import { checkText } from "../text/text.ts";

/** Names that open a device on Windows, whatever extension follows ("Naming Files, Paths, and Namespaces"). */
const DEVICE = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])\s*(?:\.|$)/i;

/** Findings about texts for people that matter for names of files too. */
const HIDDEN: ReadonlySet<string> = new Set([
  "TEXT_CONTROL",
  "TEXT_SURROGATE",
  "TEXT_BIDI",
  "TEXT_INVISIBLE",
  "TEXT_COMBINING",
]);

/** Whether a file of this name can't be on Windows, because a device bears it. */
export function isDevice(name: string): boolean {
  return DEVICE.test(name);
}

/** Whether Windows does not take a name, or reads it otherwise: devices, streams, wildcards, and dots and blanks at the end. */
export function isWindowsName(name: string): boolean {
  return /[<>:"|?*\\]|[.\s]$/.test(name) || isDevice(name);
}

/**
 * Whether some file system takes the name for `.git`: in any case, followed by dots, blanks or a stream's
 * name, or as its short name (git's `is_ntfs_dotgit`, `path.c`).
 */
export function isGitFolder(name: string): boolean {
  const bare = foldPath(name)
    .replace(/:.*$/, "")
    .replace(/[. ]+$/, "");
  return bare === ".git" || /^git~[0-9]+$/.test(bare);
}

/** Whether a path holds a control, invisible or direction character, or is no UTF-8: nobody sees then what it is. */
export function isHidden(path: string): boolean {
  return checkText(path, Number.POSITIVE_INFINITY).some(({ code }) => HIDDEN.has(code));
}

/**
 * Whether a relative path with forward slashes goes down only, through visible names that mean the same on Linux,
 * macOS and Windows, and not into a git folder.
 */
export function isPlainPath(path: string): boolean {
  const names = path.split("/");
  return !isHidden(path) && names.every(name => name !== "" && !isWindowsName(name) && !isGitFolder(name));
}

/**
 * A path as file systems compare it that heed neither case nor composition: `ß` is `ss`, `é` is `e´` (Unicode's
 * full case folding, by way of lower and upper case). In lower case.
 */
export function foldPath(path: string): string {
  return path.normalize("NFD").toLowerCase().toUpperCase().toLowerCase().normalize("NFD");
}
