import { join } from "node:path";
import { entryPath, overridePath, releasesPath } from "../../model/name/paths.ts";
import { readBlobs } from "../git/objects.ts";
import type { PackageFiles } from "./package-files.ts";
import { type CatalogSource, readIfPresent } from "./source.ts";

/** A few named packages of a work tree or of a commit, read without listing the rest of the catalog. */
export interface PackageSource extends Pick<CatalogSource, "read"> {
  readonly packages: readonly PackageFiles[];
}

/**
 * Opens the files of some names.
 *
 * @param commit read from git objects of this commit; absent: from the work tree
 */
export function openPackages(root: string, names: readonly string[], commit?: string): PackageSource {
  const paths = names.flatMap(name => [entryPath(name), releasesPath(name), overridePath(name)]);
  const readAt = openEach(root, paths, commit);
  const bytes = new Map(paths.map((path, at) => [path, readAt(at)]));
  const read = (path: string) => bytes.get(path);
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
  return { packages, read };
}

function openEach(root: string, paths: readonly string[], commit: string | undefined) {
  if (commit === undefined) return (at: number) => readIfPresent(join(root, paths[at]!));
  const blobs = readBlobs(
    root,
    paths.map(path => `${commit}:${path}`),
  );
  return (at: number) => blobs[at];
}
