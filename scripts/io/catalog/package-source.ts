import { existsSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { entryPath, overridePath, releasesPath } from "../../model/name/paths.ts";
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
  const paths = names.flatMap(name => [entryPath(name), releasesPath(name), overridePath(name)]);
  const read = readPaths(root, paths, commit);
  const packages = names
    .map(name => {
      const [entry, releases, override] = [entryPath(name), releasesPath(name), overridePath(name)];
      return {
        name,
        ...(read(entry) === undefined ? {} : { entry }),
        ...(read(releases) === undefined ? {} : { releases }),
        ...(read(override) === undefined ? {} : { override }),
      };
    })
    .filter(files => files.entry ?? files.releases ?? files.override);
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
