import { mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { exitOf, PakError } from "../../errors.ts";
import { parseStoredEndpoint } from "../../model/entry/endpoint.ts";
import type { Selection } from "../../model/install/selection.ts";
import { isAbandoned } from "../disk/abandoned.ts";
import { explainWrite } from "../disk/atomic.ts";
import { withLock } from "../disk/lock.ts";
import type { FetchSource } from "../source/sources.ts";
import { buildContent } from "./build-content.ts";
import { type CachedPackage, isStandIn, readRecord } from "./record.ts";

/** Milliseconds to wait while another process fetches the same package. */
const PATIENCE = 10 * 60_000;

/**
 * The packages that were fetched on this computer: `NAME/ACCOUNT/VERSION` below one folder, as the original
 * program keeps them (`~/.paks`). ACCOUNT is the repository's owner, or `@npm`.
 */
export interface PackageCache {
  /** A selection's package when it is here as this selection makes it. */
  find(selection: Selection): CachedPackage | undefined;
  /**
   * The same, fetched and built first when it is not here. However many processes ask, one fetches, and nobody
   * sees a package that is half there. A source that stands in for its artifact is asked for anew, and does once more
   * where nobody answers.
   *
   * @param isRenewed build it anew: what is here was found corrupt
   * @throws PakError as `fetchSource` does; WRITE when the disk refuses; what was here stays
   */
  ensure(selection: Selection, options?: { readonly isRenewed?: boolean }): Promise<CachedPackage>;
}

let made = 0;

/** @param root absolute; made when it is needed */
export function openPackageCache(root: string, fetchSource: FetchSource): PackageCache {
  const scratches = join(root, ".scratch");
  let isTidy = false;
  const find = (selection: Selection) => readRecord(join(root, pathOf(selection)), selection);
  return {
    find,
    async ensure(selection, { isRenewed = false } = {}) {
      if (!isTidy) removeAbandoned(scratches);
      isTidy = true;
      const findRight = () => {
        const kept = isRenewed ? undefined : find(selection);
        return kept === undefined || isStandIn(kept) ? undefined : kept;
      };
      const kept = findRight();
      if (kept !== undefined) return kept;
      const lock = join(root, ".locks", `${pathOf(selection).replaceAll("/", "!")}.lock`);
      const makeRight = () => (isRenewed ? renew(selection) : renewOrKeep(selection));
      return withLock(lock, async () => findRight() ?? makeRight(), { patience: PATIENCE });
    },
  };

  async function renewOrKeep(selection: Selection): Promise<CachedPackage> {
    try {
      return await renew(selection);
    } catch (error) {
      const kept = error instanceof PakError && exitOf(error) === 5 ? find(selection) : undefined;
      if (kept === undefined) throw error;
      return kept;
    }
  }

  async function renew(selection: Selection): Promise<CachedPackage> {
    made += 1;
    const scratch = join(scratches, `${process.pid}-${made}`);
    const target = join(root, pathOf(selection));
    try {
      mkdirSync(scratch, { recursive: true });
      const content = await buildContent(selection, scratch, fetchSource);
      mkdirSync(dirname(target), { recursive: true });
      exchange(content, target, join(scratch, "old"));
    } catch (error) {
      throw explainWrite(target, error);
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
    const built = find(selection);
    if (built !== undefined) return built;
    throw new PakError("CACHE_CORRUPT", `${target} is not what was just written there`, {
      fix: "check the disk; is another program tidying this folder?",
    });
  }
}

/** Removes what processes left that were killed. */
function removeAbandoned(scratches: string): void {
  try {
    for (const name of readdirSync(scratches)) {
      const [pid = 0, count = 0] = name.split("-").map(Number);
      if (isAbandoned(pid, count <= made)) rmSync(join(scratches, name), { recursive: true, force: true });
    }
  } catch {
    // There is none yet, or the cache can only be read: what is in it can be used all the same.
  }
}

/** Puts a folder in the place of another. */
function exchange(from: string, to: string, old: string): void {
  try {
    renameSync(to, old);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  renameSync(from, to);
}

function pathOf({ name, endpoint, version }: Selection): string {
  const parsed = parseStoredEndpoint(endpoint);
  return `${name}/${parsed?.kind === "git" ? parsed.owner : "@npm"}/${version}`;
}
