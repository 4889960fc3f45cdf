import type { PackageRecord } from "../published/package-document.ts";
import { blockPath, listTokens, shardPath } from "./tokens.ts";

/** A token's packages by the place it stands in: name, keyword, description; each list sorted. */
export type Postings = readonly (readonly string[])[];

/** `api/v1/search/tokens/XX.json`: the tokens that begin with two given characters. */
export type Shard = Readonly<Record<string, Postings>>;

/** `api/v1/search/records/XXX.json`: the records of some packages by name. */
export type Block = Readonly<Record<string, PackageRecord>>;

/** Every file of the search index, path to text. */
export function buildSearchFiles(records: Iterable<PackageRecord>): Map<string, string> {
  const shards = new Map<string, Map<string, string[][]>>();
  const blocks = new Map<string, PackageRecord[]>();
  for (const record of records) {
    for (const [token, place] of listTokens(record)) {
      const shard = openIn(shards, shardPath(token), () => new Map<string, string[][]>());
      openIn(shard, token, () => [[], [], []])[place]!.push(record.name);
    }
    openIn(blocks, blockPath(record.name), () => []).push(record);
  }
  const files = new Map<string, string>();
  for (const [path, shard] of shards) files.set(path, renderShard(shard));
  for (const [path, block] of blocks) files.set(path, renderBlock(block));
  return files;
}

/** A shard's text: one token a line, sorted. */
export function renderShard(shard: ReadonlyMap<string, readonly (readonly string[])[]>): string {
  return renderLines(
    [...shard].map(([token, postings]) => [token, postings.map(names => [...names].sort())]),
  );
}

/** A block's text: one record a line, sorted. */
export function renderBlock(block: readonly PackageRecord[]): string {
  return renderLines(block.map(record => [record.name, record]));
}

/** Digits alone would move to the front of an object, so the text is put together here. */
function renderLines(entries: readonly (readonly [string, unknown])[]): string {
  const sorted = [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
  return `{\n${sorted.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join(",\n")}\n}\n`;
}

function openIn<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = make()));
  return value;
}
