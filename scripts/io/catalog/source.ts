import { readdirSync } from "node:fs";
import { join } from "node:path";
import { readIfPresent } from "../disk/read-if-present.ts";
import { listTree, readBlobs, type TreeFile } from "../git/objects.ts";

/** The bytes of a file, named by its path from the catalog's root, or `undefined` when there is none. */
export type ReadFile = (path: string) => Uint8Array | undefined;

/** Where a catalog's files are read from: a work tree or a commit. Paths have forward slashes. */
export interface CatalogSource {
  /** Every plain file below `catalog/` and `overrides/`, in code-unit order. */
  readonly paths: readonly string[];
  /** What is there but no plain file (links, submodules): never read, always a finding. */
  readonly links: readonly string[];
  /** Opens some of the paths: a commit's are read at once, so ask for hundreds, not for all. */
  open(paths: readonly string[]): ReadFile;
}

/** The two folders that hold a catalog. */
export const CATALOG_FOLDERS = ["catalog", "overrides"] as const;

/**
 * Opens a catalog.
 *
 * @param commit read from git objects of this commit; absent: the work tree
 */
export function openSource(root: string, commit: string | undefined): CatalogSource {
  return commit === undefined ? openWorkTree(root) : openCommit(root, commit);
}

/** The files as they lie in the folder `root`. */
export function openWorkTree(root: string): CatalogSource {
  const paths: string[] = [];
  const links: string[] = [];
  for (const folder of CATALOG_FOLDERS) listFolder(root, folder, paths, links);
  return { paths: paths.sort(), links: links.sort(), open: () => openFiles(root) };
}

/** Reads the files of a work tree as they are asked for. */
export function openFiles(root: string): ReadFile {
  return path => readIfPresent(join(root, path));
}

function listFolder(root: string, folder: string, paths: string[], links: string[]): void {
  for (const item of readFolder(join(root, folder))) {
    const path = `${folder}/${item.name}`;
    if (item.isDirectory()) listFolder(root, path, paths, links);
    else (item.isFile() ? paths : links).push(path);
  }
}

function readFolder(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

/** The files of a commit, read from git objects; the work tree is not looked at. */
export function openCommit(root: string, commit: string): CatalogSource {
  const all = listTree(root, commit, CATALOG_FOLDERS);
  const isPlain = (file: TreeFile) => file.mode === "100644" || file.mode === "100755";
  const ids = new Map(all.filter(isPlain).map(file => [file.path, file.id]));
  return {
    paths: [...ids.keys()].sort(),
    links: all
      .filter(file => !isPlain(file))
      .map(file => file.path)
      .sort(),
    open(paths) {
      const known = paths.filter(path => ids.has(path));
      const blobs = readBlobs(
        root,
        known.map(path => ids.get(path)!),
      );
      const bytes = new Map(known.map((path, at) => [path, blobs[at]]));
      return path => bytes.get(path);
    },
  };
}
