import { existsSync } from "node:fs";
import { join } from "node:path";
import { PakError } from "../../errors.ts";
import { isBlocking } from "../../model/finding.ts";
import { makeSelection } from "../../model/install/known.ts";
import type { Selection } from "../../model/install/selection.ts";
import { isName } from "../../model/name/name.ts";
import { entryPath, overridePath, releasesPath } from "../../model/name/paths.ts";
import { buildPackageDocument } from "../../model/published/build.ts";
import type { PackageDocument } from "../../model/published/package-document.ts";
import { latestOf } from "../../model/release/latest.ts";
import type { Release } from "../../model/release/release.ts";
import { inspectPackage } from "./inspect.ts";
import { makeNoEntry } from "./package-files.ts";
import type { Rulebook } from "./rulebook.ts";
import { openFiles } from "./source.ts";

/** A version that a catalog's files have recorded. */
export interface Recorded {
  readonly document: PackageDocument;
  readonly release: Release;
  /** What its source must be, and what is blended over its manifest. */
  readonly selection: Selection;
}

/**
 * Reads one version from the files of the catalog at `root`.
 *
 * @param version absent: the newest one that is neither a prerelease nor yanked
 * @throws PakError NOT_FOUND without such a package or version, RETRACTED, CONFLICT when its files break a rule
 */
export function readRecorded(root: string, rulebook: Rulebook, name: string, version?: string): Recorded {
  const present = (path: string) => (existsSync(join(root, path)) ? path : undefined);
  const entryFile = isName(name) ? present(entryPath(name)) : undefined;
  if (entryFile === undefined) throw makeNoEntry(name);
  const [releasesFile, overrideFile] = [present(releasesPath(name)), present(overridePath(name))];
  const files = {
    name,
    entry: entryFile,
    ...(releasesFile === undefined ? {} : { releases: releasesFile }),
    ...(overrideFile === undefined ? {} : { override: overrideFile }),
  };
  const { entry, releases, override, findings } = inspectPackage(files, openFiles(root), rulebook);
  const wrong = findings.find(isBlocking);
  if (wrong !== undefined || entry === undefined) {
    throw new PakError("CONFLICT", `${wrong?.file ?? entryFile} is not in order: ${wrong?.message}`, {
      fix: "run: pak check",
    });
  }
  if (entry.retracted !== undefined) {
    throw new PakError("RETRACTED", `${name} was withdrawn: ${entry.retracted.reason}`, {
      fix: "choose another package",
    });
  }
  const document = buildPackageDocument({
    entry,
    releases: releases?.releases ?? [],
    ...(override === undefined ? {} : { override }),
  });
  const release =
    version === undefined
      ? latestOf(document.releases)
      : document.releases.find(one => one.version === version);
  if (release === undefined) throw makeUnrecorded(name, version);
  const located = { name, hops: [], catalog: rulebook.settings.catalog, document };
  return { document, release, selection: makeSelection(located, release) };
}

function makeUnrecorded(name: string, version: string | undefined): PakError {
  const what = version === undefined ? "no release" : `no release ${version}`;
  return new PakError("NOT_FOUND", `the catalog has recorded ${what} of ${name}`, {
    fix: `see what there is: pak info ${name}, or look for it: pak refresh ${name}`,
  });
}
