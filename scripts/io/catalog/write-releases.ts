import { join } from "node:path";
import { type Finding, isBlocking } from "../../model/finding.ts";
import { entryPath, releasesPath } from "../../model/name/paths.ts";
import type { Release, Releases } from "../../model/release/release.ts";
import { writeAtomically } from "../disk/atomic.ts";
import { readIfPresent } from "../disk/read-if-present.ts";
import { renderJson } from "../json/render.ts";
import { inspectPackage } from "./inspect.ts";
import type { Rulebook } from "./rulebook.ts";

/** A releases file that is to be written. */
export interface ReleasesOrder {
  /** The catalog's folder, absolute. */
  readonly root: string;
  readonly rulebook: Rulebook;
  /** What the file holds now: history only grows. */
  readonly recorded: readonly Release[];
  /** What it is to hold; `$schema` is added. */
  readonly document: Omit<Releases, "$schema">;
  /** Check, and leave the file alone. */
  readonly isDryRun?: boolean;
}

/**
 * Writes a package's releases file in the catalog's form.
 *
 * @returns why the catalog's own rules refuse it; nothing was written then
 * @throws PakError WRITE when the disk refuses; the old file stays
 */
export function writeReleases(order: ReleasesOrder): Finding[] {
  const { root, rulebook, recorded, document, isDryRun = false } = order;
  const { name } = document;
  const path = releasesPath(name);
  const text = renderJson({ $schema: "../../../schemas/releases.schema.json", ...document }, "releases");
  const read = (file: string) => (file === path ? Buffer.from(text) : readIfPresent(join(root, file)));
  const files = { name, entry: entryPath(name), releases: path };
  const refused = inspectPackage(files, read, rulebook, recorded).findings.filter(isBlocking);
  if (refused.length === 0 && !isDryRun) writeAtomically(join(root, path), text);
  return refused;
}
