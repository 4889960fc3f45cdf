import { searchEntries } from "./search-entries.ts";

/** An alias resolves in at most this many hops, so nothing farther away leads to a name. */
const MOST_HOPS = 4;

/**
 * Names of the aliases in a commit that lead to one of the targets, over other aliases too. It asks git to
 * search all entries, so it is only called when a target went away or turned into something else.
 */
export function findAliases(root: string, commit: string, targets: readonly string[]): string[] {
  const found = new Set<string>();
  let sought = [...targets];
  for (let hop = 0; hop < MOST_HOPS && sought.length > 0; hop++) {
    const texts = sought.map(target => `"endpoint": "@${target}"`);
    const fresh = searchEntries(root, commit, texts).filter(name => !found.has(name));
    for (const name of fresh) found.add(name);
    sought = fresh;
  }
  return [...found].sort();
}
