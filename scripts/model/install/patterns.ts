import { RE2JS } from "re2js";
import type { Json } from "../json.ts";

/**
 * The paths that patterns select, in the order of the paths. Paths are a package's files, relative to its folder,
 * with forward slashes. Upper and lower case differ; names that begin with a dot are names like others.
 *
 * | pattern | selects |
 * |---|---|
 * | `*` | any characters within the name of a file or folder |
 * | `**` | any characters and folders: `dist/**`, `**.css` |
 * | `?` | one character of a name |
 * | `{a,b}` | one of them; not nested |
 * | `dist`, `dist/` | the folder's files at any depth (the first one also a file of that name) |
 * | `!…` | takes away what it selects, after all others and wherever it stands |
 *
 * Without a slash or `**` a pattern selects at the top only. Brackets and parentheses are plain characters. Without
 * a pattern that adds, nothing is selected.
 *
 * Patterns come from packages, and `checkGlob` lets eight wildcards pass: a backtracking engine tries some of these
 * for hours on a name of 100 letters. So they run in a linear-time engine (RE2), in which any text is a pattern.
 *
 * Source: `Path.files` of Ejscript, which the original program selects files with.
 */
export function selectPaths(paths: readonly string[], patterns: readonly string[]): string[] {
  const isAdded = compile(patterns.filter(pattern => !isNegative(pattern)));
  const isTaken = compile(patterns.filter(isNegative).map(pattern => pattern.slice(1)));
  return paths.filter(path => isAdded(path) && !isTaken(path));
}

/** What a package has whatever `files` and `ignore` say: its manifest and what tells people what it is and allows. */
const KEPT = /^(?:pak\.json|package\.json|(?:readme|licen[cs]es?|copying|notice)(?![a-z])[^/]*)$/i;

/**
 * The files of a package that are installed: those that `files` selects (all when it is absent or empty) without
 * those that `ignore` selects. The manifest, the README and the licence at the top always stay.
 *
 * Source: `copyTree` of the original program; npm, `package.json` → `files`, for what always stays.
 */
export function selectFiles(
  paths: readonly string[],
  { files, ignore }: { readonly files?: Json; readonly ignore?: Json },
): string[] {
  const selected = new Set(selectPaths(paths, addAll(listPatterns(files))));
  const ignored = new Set(selectPaths(paths, listPatterns(ignore)));
  return paths.filter(path => KEPT.test(path) || (selected.has(path) && !ignored.has(path)));
}

/** The patterns of a manifest's field: a text, or a list of texts and lists. Anything else holds none. */
export function listPatterns(value: Json | undefined): string[] {
  if (typeof value === "string") return [value];
  return Array.isArray(value) ? value.flatMap((item: Json) => listPatterns(item)) : [];
}

/** The same patterns; where none of them adds anything, all files come first. */
export function addAll(patterns: readonly string[]): string[] {
  return patterns.every(isNegative) ? ["**", ...patterns] : [...patterns];
}

function isNegative(pattern: string): boolean {
  return pattern.startsWith("!");
}

function compile(patterns: readonly string[]): (path: string) => boolean {
  if (patterns.length === 0) return () => false;
  const expression = RE2JS.compile(patterns.map(translate).join("|"), RE2JS.DOTALL);
  return path => expression.matches(path);
}

function translate(pattern: string): string {
  const glob = pattern.replace(/^(?:\.?\/)+|^\.$/, "");
  if (glob === "") return ".*";
  if (glob.endsWith("/")) return `${translateParts(glob)}.*`;
  const isName = !/[*?][^/]*$/.test(glob);
  return translateParts(glob) + (isName ? "(?:/.*)?" : "");
}

function translateParts(glob: string): string {
  const parts = glob.split(/((?<![^/])\*\*+\/|\*+|\?|\{[^{}]*\})/);
  return parts.map((part, at) => (at % 2 === 0 ? RE2JS.quote(part) : translateWildcard(part))).join("");
}

function translateWildcard(wildcard: string): string {
  if (wildcard === "?") return "[^/]";
  if (wildcard === "*") return "[^/]*";
  if (wildcard.endsWith("/")) return "(?:.*/)?";
  if (wildcard.startsWith("*")) return ".*";
  return `(?:${wildcard.slice(1, -1).split(",").map(translateParts).join("|")})`;
}
