import type { Selection } from "../../model/install/selection.ts";
import { runLimited } from "../remote/limited.ts";
import type { PackageCache } from "./package-cache.ts";
import type { CachedPackage } from "./record.ts";

/** Packages that are fetched at once. */
const FETCHED_AT_ONCE = 8;

/**
 * Fetches what is not here yet, several at once, and gives each package with what was asked for, in the order of the
 * question.
 *
 * @param progress told how many packages are here, of how many
 * @throws PakError as `ensure` does, of the first that failed
 */
export function ensureAll<Item extends { readonly selection: Selection }>(
  cache: PackageCache,
  items: readonly Item[],
  progress: (done: number, all: number) => void,
): Promise<(Item & { readonly cached: CachedPackage })[]> {
  let done = 0;
  return runLimited(items, FETCHED_AT_ONCE, async item => {
    const cached = await cache.ensure(item.selection);
    progress(++done, items.length);
    return { ...item, cached };
  });
}
