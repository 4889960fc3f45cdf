import { cpSync, existsSync, lstatSync, mkdirSync, readdirSync, realpathSync, statSync } from "node:fs";
import { join, sep } from "node:path";
import { makeRefusal } from "../../model/archive/refusal.ts";
import { addAll, selectPaths } from "../../model/install/patterns.ts";
import { foldPath } from "../../model/name/portable.ts";
import type { Packable } from "../archive/pack.ts";
import { hashFile } from "../archive/tree-digest.ts";

/** A file that counts, by its content. */
export interface OutputFile extends Packable {
  /** hex */
  readonly sha256: string;
}

/** What a package's own files say of it: they go into the artifact when the build leaves none. */
const MANIFESTS = ["pak.json", "package.json"];
const LICENSES = /^(?:licen[cs]es?|copying|notice)(?![a-z])[^/]*$/i;

/**
 * The files below a folder that patterns select; all when there is no pattern. Packages hold no links: one that leads
 * to a file of the same folder, as those of shared libraries do, stands for a copy of that file.
 *
 * @throws PakError ARCHIVE_LINK, ARCHIVE_TYPE for what no package may hold, if it is selected
 */
export function listOutput(folder: string, patterns: readonly string[]): OutputFile[] {
  if (!existsSync(folder)) return [];
  const root = realpathSync(folder);
  const selected = selectPaths(listPaths(root), addAll(patterns));
  return selected.map(path => {
    const file = findFile(root, path);
    const { size, mode } = statSync(file);
    return { path, file, size, isExecutable: (mode & 0o100) !== 0, sha256: hashFile(file) };
  });
}

/** Everything below a folder that is no folder itself; links are not followed. */
function listPaths(root: string): string[] {
  const items = readdirSync(root, { recursive: true, withFileTypes: true });
  return items
    .filter(item => !item.isDirectory())
    .map(item => join(item.parentPath, item.name).slice(root.length + 1));
}

/** The regular file that a path stands for. */
function findFile(root: string, path: string): string {
  const file = join(root, path);
  const found = lstatSync(file);
  if (found.isFile()) return file;
  const expected = "regular files and folders only";
  if (!found.isSymbolicLink())
    throw makeRefusal("ARCHIVE_TYPE", path, "is neither a file nor a folder", expected);
  const target = followLink(file);
  if (target?.startsWith(root + sep) && lstatSync(target).isFile()) return target;
  throw makeRefusal("ARCHIVE_LINK", path, "is a link to no file beside it", expected);
}

function followLink(link: string): string | undefined {
  try {
    return realpathSync(link);
  } catch {
    // It leads nowhere, or in a circle.
    return undefined;
  }
}

/** Copies what a source says of itself, manifests and licences at its top, before anything runs that could change it. */
export function keepOwnFiles(source: string, folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const item of readdirSync(source, { withFileTypes: true })) {
    if (item.isFile() && (MANIFESTS.includes(item.name) || LICENSES.test(item.name)))
      cpSync(join(source, item.name), join(folder, item.name));
  }
}

/** The output with the kept files that it lacks; a manifest only where it has none at all. */
export function addOwnFiles(output: readonly OutputFile[], kept: string): OutputFile[] {
  const taken = new Set(output.map(({ path }) => foldPath(path)));
  const hasManifest = MANIFESTS.some(name => taken.has(name));
  const added = listOutput(kept, []).filter(
    ({ path }) => !taken.has(foldPath(path)) && !(hasManifest && MANIFESTS.includes(path)),
  );
  return [...output, ...added];
}
