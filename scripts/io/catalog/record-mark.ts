import { join } from "node:path";
import { PakError } from "../../errors.ts";
import { isBlocking } from "../../model/finding.ts";
import { entryPath, releasesPath } from "../../model/name/paths.ts";
import type { Release } from "../../model/release/release.ts";
import { withLock } from "../disk/lock.ts";
import { inspectPackage } from "./inspect.ts";
import type { Rulebook } from "./rulebook.ts";
import { openFiles } from "./source.ts";
import { writeReleases } from "./write-releases.ts";

/** What is told of a recorded version once it was released. */
export type Mark = Pick<Release, "artifact" | "container">;

/** Milliseconds to wait for another run that records something. */
const PATIENCE = 60_000;

/**
 * Adds a mark to a version in the catalog at `root`, by the catalog's own rules.
 *
 * @throws PakError CONFLICT when the version is not recorded, has another such mark, or a rule refuses it; WRITE
 */
export async function recordMark(
  { root, rulebook }: { readonly root: string; readonly rulebook: Rulebook },
  { name, version }: { readonly name: string; readonly version: string },
  mark: Mark,
): Promise<void> {
  await withLock(
    join(root, ".pak", "record.lock"),
    async () => recordLocked(root, rulebook, name, version, mark),
    {
      patience: PATIENCE,
    },
  );
}

function recordLocked(root: string, rulebook: Rulebook, name: string, version: string, mark: Mark): void {
  const path = releasesPath(name);
  const files = { name, entry: entryPath(name), releases: path };
  const { releases: before, findings } = inspectPackage(files, openFiles(root), rulebook);
  const wrong = findings.find(isBlocking);
  if (before === undefined || wrong !== undefined)
    throw makeRefusal(path, wrong?.message ?? "it is not there");
  const { $schema: _, ...document } = before;
  const releases = document.releases.map(release =>
    release.version === version ? { ...release, ...mark } : release,
  );
  const order = { root, rulebook, recorded: before.releases, document: { ...document, releases } };
  const [refused] = writeReleases(order);
  if (refused !== undefined) throw makeRefusal(path, refused.message);
}

function makeRefusal(path: string, why: string): PakError {
  return new PakError("CONFLICT", `nothing was recorded in ${path}: ${why}`, {
    fix: "run: pak check, and run it again: what was pushed is there",
  });
}
