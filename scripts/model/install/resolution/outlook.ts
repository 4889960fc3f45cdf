import type { Demand, Shelves } from "./shelf.ts";

/** What lies ahead when every package gets its best release. */
export interface Outlook {
  /** Names that somebody has to look up. */
  readonly unknown: ReadonlySet<string>;
  /** By package, when its turn comes: who asks before what is asked for, as far as nothing goes in circles. */
  readonly rank: ReadonlyMap<string, number>;
}

/**
 * Looks ahead along the best releases. A package whose askers are all decided before it gets the best release
 * for all of them; the other way round, its newest release would push its askers to ancient ones.
 *
 * @param demands the application's
 * @param withOptional whether optional dependencies of packages are followed
 */
export function planOutlook(
  shelves: Shelves,
  demands: readonly Demand[],
  { withOptional }: { readonly withOptional: boolean },
): Outlook {
  const unknown = new Set<string>();
  const seen = new Set<string>();
  const done: string[] = [];
  const own = Map.groupBy(demands, ({ asked }) => {
    const shelf = shelves.find(asked);
    return typeof shelf === "string" ? undefined : shelf.name;
  });
  const visit = (demand: Demand): void => {
    const shelf = shelves.find(demand.asked);
    if (shelf === "unknown") unknown.add(demand.asked);
    if (typeof shelf === "string" || seen.has(shelf.name)) return;
    seen.add(shelf.name);
    const best = shelf.findBest([...(own.get(shelf.name) ?? []), demand]);
    if (best !== undefined) {
      const { required, optional } = shelf.needsOf(best);
      for (const need of required) visit(need);
      if (withOptional) for (const need of optional) visit(need);
    }
    done.push(shelf.name);
  };
  for (const demand of demands) visit(demand);
  return { unknown, rank: new Map(done.reverse().map((name, at) => [name, at])) };
}
