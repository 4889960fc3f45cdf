import { ARCHIVE_LIMITS } from "../archive/guard.ts";
import { type Finding, finding } from "../finding.ts";
import { isJsonObject, type Json, type JsonObject } from "../json.ts";
import { foldPath } from "../name/portable.ts";
import type { Directories } from "./application.ts";
import { findObstacle } from "./destination.ts";
import { addAll, listPatterns, selectPaths } from "./patterns.ts";

/** A package whose files are to be exported. */
export interface ExportedPackage {
  readonly name: string;
  /** With all layers blended. */
  readonly manifest: JsonObject;
  /** The same without what the package says of itself. */
  readonly vouched: JsonObject;
  /** Its installed files, relative to its folder, with forward slashes. */
  readonly paths: readonly string[];
}

/** One file that is copied from a package into the application. */
export interface ExportCopy {
  /** Relative to the package's folder. */
  readonly from: string;
  /** Relative to the application's folder, with forward slashes. Two copies never have the same. */
  readonly to: string;
  /** Whether it replaces a file that is there already. */
  readonly isOverwriting: boolean;
}

/** Instructions of one package. */
const MOST_INSTRUCTIONS = 100;

/** One `export` instruction in its full form. */
interface Instruction {
  readonly from: readonly string[];
  readonly to: string;
  /** How many leading folders of a path are dropped. */
  readonly trim: number;
  readonly isOverwriting: boolean;
}

/**
 * Which files a package exports, and where to. A later instruction wins over an earlier one with the same target.
 * What can't be exported is left out and found.
 *
 * `export` is a text, an instruction, or a list of them; where it is absent, `dist/` or else `lib/` is exported
 * without its first folder. `to` is relative to the export folder, `lib`; absent, it is the package's name. It may
 * begin with `${TOP}` (the application's folder), `${LIB}` or another of the application's folders, `${CONTENTS}`,
 * and hold `${NAME}`.
 *
 * What the package alone says exports into its own folder, `lib/NAME`; anywhere else takes the catalog's or the
 * person's word.
 *
 * Source: `installPak` and `copyTree` of the original program. Its `export.script` does not exist here.
 */
export function planExports(
  exported: ExportedPackage,
  directories: Directories,
): { copies: ExportCopy[]; findings: Finding[] } {
  const copies = new Map<string, ExportCopy>();
  const findings: Finding[] = [];
  const items = listItems(exported);
  if (items.length > MOST_INSTRUCTIONS) {
    const why = `has ${items.length} instructions`;
    return {
      copies: [],
      findings: [exportFinding("EXPORT_SIZE", exported.name, why, `at most ${MOST_INSTRUCTIONS}`)],
    };
  }
  for (const item of items) {
    const planned = planItem(item, exported, directories);
    // Some disks take names for one that differ in upper and lower case alone.
    for (const copy of planned.copies) copies.set(foldPath(copy.to), copy);
    findings.push(...planned.findings);
  }
  if (copies.size <= ARCHIVE_LIMITS.members) return { copies: [...copies.values()], findings };
  const why = `copies ${copies.size} files`;
  const expected = `at most ${ARCHIVE_LIMITS.members}`;
  return { copies: [], findings: [...findings, exportFinding("EXPORT_SIZE", exported.name, why, expected)] };
}

function listItems({ manifest, paths }: ExportedPackage): Json[] {
  if (manifest.export !== undefined) return flatten(manifest.export);
  const folder = ["dist", "lib"].find(name => paths.some(path => path.startsWith(`${name}/`)));
  return folder === undefined ? [] : [{ from: `${folder}/**`, trim: 1 }];
}

function flatten(value: Json): Json[] {
  if (Array.isArray(value)) return value.flatMap((item: Json) => flatten(item));
  return value === null || value === false || value === "" ? [] : [value];
}

function planItem(
  item: Json,
  { name, paths, vouched }: ExportedPackage,
  directories: Directories,
): { copies: ExportCopy[]; findings: Finding[] } {
  const instruction = parseInstruction(item, name);
  if (instruction === undefined) {
    const expected = "a pattern of files, or an object with from, to, trim and overwrite";
    return {
      copies: [],
      findings: [exportFinding("EXPORT_TYPE", name, "has an instruction of another shape", expected)],
    };
  }
  const { from, to, trim, isOverwriting } = instruction;
  const folder = expandFolder(to.replaceAll("${NAME}", name), directories);
  if (folder === undefined) {
    const expected = `a path in ${directories.export}, or one that begins with ${[...listFolders(directories).keys()].map(key => `\${${key}}`).join(", ")}`;
    return {
      copies: [],
      findings: [exportFinding("EXPORT_FOLDER", name, `has no such folder: ${quote(to)}`, expected)],
    };
  }
  const copies = selectPaths(paths, from)
    .filter(path => path !== "pak.json" || from.some(pattern => /^(?:\.\/)?pak\.json$/.test(pattern)))
    .map(path => ({ from: path, to: joinPath(folder, trimPath(path, trim)), isOverwriting }));
  const isVouched = flatten(vouched.export ?? []).some(other => renderSorted(other) === renderSorted(item));
  const whyNot = ({ to: path }: ExportCopy) =>
    isVouched || path.startsWith(`${directories.export}/${name}/`)
      ? findObstacle(path, directories.paks)
      : `is not in ${directories.export}/${name}, and the package alone says so`;
  const isAllowed = (copy: ExportCopy) => whyNot(copy) === undefined;
  const refused = copies.find(copy => !isAllowed(copy));
  if (refused === undefined) return { copies, findings: [] };
  const why = `can't write ${quote(refused.to)}: it ${whyNot(refused)}`;
  return {
    copies: copies.filter(isAllowed),
    findings: [exportFinding("EXPORT_DESTINATION", name, why, "another folder")],
  };
}

function parseInstruction(item: Json, name: string): Instruction | undefined {
  if (typeof item === "string") return { from: addAll([item]), to: name, trim: 0, isOverwriting: true };
  if (!isJsonObject(item)) return undefined;
  const { from, to, trim, overwrite } = item;
  const patterns = addAll(listPatterns(from));
  return {
    from: Array.isArray(from) ? patterns : [...patterns, "!package.json", "!*.md"],
    to: typeof to === "string" && to !== "" ? to : name,
    trim: typeof trim === "number" ? trim : 0,
    isOverwriting: overwrite !== false,
  };
}

/** A destination relative to the application's folder; `undefined` where a variable is unknown or out of place. */
function expandFolder(to: string, directories: Directories): string | undefined {
  const [, variable = "EXPORT", rest = to] = /^\$\{([^}]*)\}\/?(.*)$/s.exec(to) ?? [];
  const folder = listFolders(directories).get(variable);
  if (folder === undefined || rest.startsWith("/") || rest.includes("${")) return undefined;
  return joinPath(folder, rest);
}

/** What a variable at the begin of `to` stands for. */
function listFolders(directories: Directories): Map<string, string> {
  const own = Object.entries(directories).map(([key, path]) => [key.toUpperCase(), path] as const);
  return new Map([["TOP", ""], ["LIB", directories.export], ...own]);
}

/** The same text for the same instruction, however its fields are sorted. */
function renderSorted(item: Json): string {
  return JSON.stringify(
    isJsonObject(item) ? Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)) : item,
  );
}

/** A file with no more parts than are dropped keeps its name. */
function trimPath(path: string, trim: number): string {
  const parts = path.split("/");
  return parts.slice(Math.min(trim, parts.length - 1)).join("/");
}

function joinPath(...paths: readonly string[]): string {
  return paths
    .flatMap(path => path.split("/"))
    .filter(part => part !== "" && part !== ".")
    .join("/");
}

function exportFinding(code: string, name: string, why: string, expected: string): Finding {
  return finding(code, `the export of ${name} ${why}`, {
    pointer: ["export"],
    expected,
    fix: `set export for ${name} in the application's pak.json, under override`,
  });
}

function quote(text: string): string {
  return JSON.stringify(text.slice(0, 80));
}
