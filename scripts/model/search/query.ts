import { isName } from "../name/name.ts";
import type { Shard } from "./build.ts";
import { PLACES, shardPath, splitWords } from "./tokens.ts";

/** The shards that a query needs: one for each of its words. */
export function searchShardPaths(query: string): string[] {
  return [...new Set(splitWords(query).map(shardPath))];
}

/** Whether a value has a shard's shape: tokens with lists of names. Whoever reads one from a stranger asks first. */
export function isShard(value: unknown): value is Shard {
  const isPostings = (postings: unknown) =>
    Array.isArray(postings) &&
    postings.length <= PLACES.length &&
    postings.every(names => Array.isArray(names) && names.every(isName));
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every(isPostings)
  );
}

/**
 * The names that match every word of a query, best first: a word matches a token that begins with it; an
 * exact match and a match in the name count most; names in code-unit order break ties.
 *
 * @param shards path to shard, those of `searchShardPaths`; a missing one has no tokens
 */
export function rankNames(query: string, shards: ReadonlyMap<string, Shard>): string[] {
  const words = splitWords(query);
  if (words.length === 0) return [];
  const scores = words.map(word => scoreWord(word, shards.get(shardPath(word)) ?? {}));
  const [first, ...others] = scores;
  const whole = words.join("");
  const total = new Map<string, number>();
  for (const [name, score] of first!) {
    if (!others.every(other => other.has(name))) continue;
    const isWhole = name === query.trim().toLowerCase() || splitWords(name).join("") === whole;
    total.set(name, others.reduce((sum, other) => sum + other.get(name)!, score) + (isWhole ? 100 : 0));
  }
  return [...total]
    .sort(([a, scoreA], [b, scoreB]) => scoreB - scoreA || (a < b ? -1 : 1))
    .map(([name]) => name);
}

function scoreWord(word: string, shard: Shard): Map<string, number> {
  const scores = new Map<string, number>();
  for (const [token, postings] of Object.entries(shard)) {
    if (!token.startsWith(word)) continue;
    for (const [place, names] of postings.entries()) {
      const score = (PLACES.length - place) * 4 + (token === word ? 3 : 0);
      for (const name of names) scores.set(name, Math.max(score, scores.get(name) ?? 0));
    }
  }
  return scores;
}
