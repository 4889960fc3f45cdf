/**
 * Runs `work` on every item, at most `limit` at once, and resolves to the results in the items' order.
 * The first rejection rejects the whole: work that may fail alone catches its own errors.
 */
export async function runLimited<Item, Result>(
  items: readonly Item[],
  limit: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = new Array(items.length);
  let next = 0;
  const runner = async () => {
    for (let at = next++; at < items.length; at = next++) results[at] = await work(items[at]!);
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, runner));
  return results;
}

/** Gives turns to work that needs much: at most `limit` at once, in the order in which it was asked for. */
export function openTurns(limit: number): <Result>(work: () => Promise<Result>) => Promise<Result> {
  const waiting: (() => void)[] = [];
  let free = limit;
  return async work => {
    if (free === 0) await new Promise<void>(begin => waiting.push(begin));
    else free -= 1;
    try {
      return await work();
    } finally {
      // A turn goes on from hand to hand; only when nobody waits is it free.
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}
