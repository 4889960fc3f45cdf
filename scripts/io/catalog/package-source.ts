import { existsSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { entryPath, overridePath, recoveryPath, releasesPath } from "../../model/name/paths.ts";
import { readBlobs } from "../git/objects.ts";
import type { PackageFiles } from "./package-files.ts";
import { openFiles, type ReadFile } from "./source.ts";

/** A few named packages of a work tree or of a commit, read without listing the rest of the catalog. */
export interface PackageSource {
  readonly read: ReadFile;
  readonly packages: readonly PackageFiles[];
  /** Paths of the work tree that a link leads away from where they lie; in a commit the rules of the tree see them. */
  readonly links: readonly string[];
}

/**
 * Opens the files of some names.
 *
 * @param commit read from git objects of this commit; absent: from the work tree
 */
export function openPackages(root: string, names: readonly string[], commit?: string): PackageSource {
  const pathsOf = (name: string) => ({
    entry: entryPath(name),
    releases: releasesPath(name),
    override: overridePath(name),
    recovery: recoveryPath(name),
  });
  const paths = names.flatMap(name => Object.values(pathsOf(name)));
  const read = readPaths(root, paths, commit);
  const packages = names
    .map(name => {
      const present = Object.entries(pathsOf(name)).filter(([, path]) => read(path) !== undefined);
      return { name, ...Object.fromEntries(present) } as PackageFiles;
    })
    .filter(files => Object.keys(files).length > 1);
  return { packages, read, links: commit === undefined ? paths.filter(path => isLinked(root, path)) : [] };
}

function isLinked(root: string, path: string): boolean {
  const file = join(root, path);
  return existsSync(file) && realpathSync(file) !== join(realpathSync(root), path);
}

/** Reads a few paths, each of them once, from git objects of a commit or from the work tree. */
export function readPaths(root: string, paths: readonly string[], commit?: string): ReadFile {
  const blobs =
    commit === undefined
      ? paths.map(openFiles(root))
      : readBlobs(
          root,
          paths.map(path => `${commit}:${path}`),
        );
  const bytes = new Map(paths.map((path, at) => [path, blobs[at]]));
  return path => bytes.get(path);
}
