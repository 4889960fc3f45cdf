import type { PackageRecord } from "../published/package-document.ts";
import { type Block, renderBlock, renderShard, type Shard } from "./build.ts";
import { blockPath, listTokens, shardPath } from "./tokens.ts";

/**
 * The files of the search index that change when one package does, with their new text (`undefined`: the file
 * goes). Applied to a full build they give the bytes of a full build of the new catalog.
 *
 * @param read the present text of a file
 */
export function updateSearchFiles(
  before: PackageRecord | undefined,
  after: PackageRecord | undefined,
  read: (path: string) => string | undefined,
): Map<string, string | undefined> {
  const name = (after ?? before)?.name;
  const files = new Map<string, string | undefined>();
  if (name === undefined) return files;
  const [then, now] = [before && listTokens(before), after && listTokens(after)].map(
    tokens => tokens ?? new Map<string, number>(),
  );
  const changed = [...new Set([...then!.keys(), ...now!.keys()])].filter(
    token => then!.get(token) !== now!.get(token),
  );
  for (const [path, tokens] of Map.groupBy(changed, shardPath)) {
    const shard = new Map<string, readonly (readonly string[])[]>(
      Object.entries(readJson<Shard>(read(path))),
    );
    for (const token of tokens) {
      const postings = (shard.get(token) ?? [[], [], []]).map((names, place) => [
        ...names.filter(other => other !== name),
        ...(now!.get(token) === place ? [name] : []),
      ]);
      if (postings.every(names => names.length === 0)) shard.delete(token);
      else shard.set(token, postings);
    }
    files.set(path, shard.size === 0 ? undefined : renderShard(shard));
  }
  const others = Object.values(readJson<Block>(read(blockPath(name)))).filter(record => record.name !== name);
  const block = after === undefined ? others : [...others, after];
  files.set(blockPath(name), block.length === 0 ? undefined : renderBlock(block));
  return files;
}

function readJson<Document extends object>(text: string | undefined): Document {
  return JSON.parse(text ?? "{}") as Document;
}
