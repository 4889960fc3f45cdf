import { existsSync, mkdirSync, readdirSync, renameSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { PakError } from "../../errors.ts";
import { BUILD_FILE } from "../../model/build/build.ts";
import { explainWrite, temporaryBeside } from "../disk/atomic.ts";
import { withLock } from "../disk/lock.ts";
import { removeTree } from "../disk/remove-tree.ts";

/** Where builds lie below a catalog's folder, each in `NAME/VERSION`; git ignores it. */
export const BUILDS_FOLDER = ".pak/builds";

/**
 * Makes the folder of a build beside its place and puts it there when `work` is done: the one before is there until
 * then, and stays when `work` throws. One run at a time builds a version.
 *
 * @param place absolute: `…/NAME/VERSION`
 * @param work writes into the empty folder that it is given
 * @throws PakError WRITE when another run builds this version, the disk refuses, or something else than a build is in
 *   its place; whatever `work` throws
 */
export async function withBuildFolder<Result>(
  place: string,
  work: (folder: string) => Promise<Result>,
): Promise<Result> {
  requireBuild(place);
  return withLock(join(dirname(place), `.${basename(place)}.lock`), async () => {
    removeAbandoned(place);
    const folder = temporaryBeside(place);
    const old = temporaryBeside(place);
    try {
      mkdirSync(folder);
      const result = await work(folder);
      if (existsSync(place)) renameSync(place, old);
      renameSync(folder, place);
      return result;
    } catch (error) {
      throw explainWrite(place, error);
    } finally {
      removeTree(folder);
      removeTree(old);
    }
  });
}

/** What a person has put there is not ours to replace. */
function requireBuild(place: string): void {
  if (!existsSync(place) || existsSync(join(place, BUILD_FILE))) return;
  throw new PakError("WRITE", `${place} is there and is no build`, {
    fix: "move it away, or name another --out",
  });
}

/** Removes what a run left that was killed: whoever has the lock is the only one. */
function removeAbandoned(place: string): void {
  const start = `.${basename(place)}.`;
  for (const name of readdirSync(dirname(place))) {
    const isOurs = name.startsWith(start) && /^\d+\.\d+\.tmp$/.test(name.slice(start.length));
    if (isOurs) removeTree(join(dirname(place), name));
  }
}
