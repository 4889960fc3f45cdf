import type { Shard } from "../../model/search/build.ts";
import { isShard, rankNames, searchShardPaths } from "../../model/search/query.ts";
import type { TrustReader } from "./reader.ts";
import type { Store } from "./store.ts";

/** More than the shard of the most common token can have, bytes. */
const LARGEST_SHARD = 4_194_304;

/**
 * Names that match words, best first, by the search index of a mirror. The index is not signed: a name is a
 * hint, and whoever uses it has to verify the package.
 *
 * @param reader absent: only what the store has is used
 */
export async function findNames(
  reader: TrustReader | undefined,
  store: Store,
  words: string,
  limit: number,
): Promise<string[]> {
  const shards = await Promise.all(searchShardPaths(words).map(path => readShard(reader, store, path)));
  return rankNames(words, new Map(shards)).slice(0, limit);
}

async function readShard(
  reader: TrustReader | undefined,
  store: Store,
  path: string,
): Promise<[string, Shard]> {
  const kept = `search/${path.split("/").at(-1)}`;
  const served = await reader?.fetchPlain(path, "ENTRY", LARGEST_SHARD);
  if (served !== undefined) await store.write(kept, served.text);
  return [path, parseShard(served?.text ?? (await store.read(kept)) ?? "{}")];
}

/** What is no shard is a shard without tokens: a mirror that spoils its hints finds nothing. */
function parseShard(text: string): Shard {
  try {
    const value: unknown = JSON.parse(text);
    return isShard(value) ? value : {};
  } catch {
    return {};
  }
}
