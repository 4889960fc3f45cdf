import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { listTree, readBlobs, type TreeFile } from "../git/objects.ts";

/** Where a catalog's files are read from: a work tree or a commit. Paths have forward slashes. */
export interface CatalogSource {
  /** Every plain file below `catalog/` and `overrides/`, in code-unit order. */
  readonly paths: readonly string[];
  /** What is there but no plain file (links, submodules): never read, always a finding. */
  readonly links: readonly string[];
  /** The bytes of a file, or `undefined` when there is none. */
  read(path: string): Uint8Array | undefined;
}

/** The two folders that hold a catalog. */
export const CATALOG_FOLDERS = ["catalog", "overrides"] as const;

/** The files as they lie in the folder `root`. */
export function openWorkTree(root: string): CatalogSource {
  const paths: string[] = [];
  const links: string[] = [];
  for (const folder of CATALOG_FOLDERS) listFolder(root, folder, paths, links);
  return { paths: paths.sort(), links: links.sort(), read: path => readIfPresent(join(root, path)) };
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

/** The bytes of a file, or `undefined` when there is none; a folder of that name counts as none. */
export function readIfPresent(file: string): Uint8Array | undefined {
  try {
    return readFileSync(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR" || code === "EISDIR") return undefined;
    throw error;
  }
}

/** Blobs asked of git at once: enough to hide the 5 ms a process costs, few enough to stay small in memory. */
const CHUNK = 1_000;

/** Chunks kept: an entry, its releases and its override lie in three places that advance together. */
const CHUNKS_KEPT = 4;

/** The files of a commit, read from git objects; the work tree is not looked at. */
export function openCommit(root: string, commit: string): CatalogSource {
  const all = listTree(root, commit, CATALOG_FOLDERS).sort((a, b) => (a.path < b.path ? -1 : 1));
  const isPlain = (file: TreeFile) => file.mode === "100644" || file.mode === "100755";
  const files = all.filter(isPlain);
  const position = new Map(files.map((file, at) => [file.path, at]));
  const chunks = new Map<number, (Uint8Array | undefined)[]>();
  const readChunk = (number: number) => {
    const ids = files.slice(number * CHUNK, (number + 1) * CHUNK).map(file => file.id);
    const blobs = readBlobs(root, ids);
    chunks.set(number, blobs);
    for (const oldest of chunks.keys()) {
      if (chunks.size <= CHUNKS_KEPT) break;
      chunks.delete(oldest);
    }
    return blobs;
  };
  return {
    paths: files.map(file => file.path),
    links: all.filter(file => !isPlain(file)).map(file => file.path),
    read(path) {
      const at = position.get(path);
      if (at === undefined) return undefined;
      const number = Math.floor(at / CHUNK);
      return (chunks.get(number) ?? readChunk(number))[at % CHUNK];
    },
  };
}
