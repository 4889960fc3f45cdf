import type { PackageRecord } from "../published/package-document.ts";

/** Where a token stands in a package, most telling first. */
export const PLACES = ["name", "keyword", "description"] as const;

/** Words that stand in every description and tell nothing. */
const STOP_WORDS = new Set(
  "a an and are as at be by can for from in into is it its of on or over that the their them this to use used using via when which with without you your".split(
    " ",
  ),
);

const LONGEST = 32;

/** The words of a text as they are searched: lower case, without marks, letters and digits only. */
export function splitWords(text: string): string[] {
  return (
    text
      .normalize("NFKD")
      .replace(/\p{Mn}/gu, "")
      .toLowerCase()
      .match(/[\p{L}\p{N}+#]+/gu) ?? []
  ).map(word => word.slice(0, LONGEST));
}

/** A package's tokens, each with the number of its most telling place. A retracted package is not found. */
export function listTokens(record: PackageRecord): Map<string, number> {
  const tokens = new Map<string, number>();
  if (record.retracted) return tokens;
  const parts = splitWords(record.name);
  // `socket.io` is found as socket, io and socketio.
  const words = [
    [...parts, parts.join("").slice(0, LONGEST)],
    (record.keywords ?? []).flatMap(splitWords),
    splitWords(record.description),
  ];
  for (const [place, list] of words.entries()) {
    for (const word of list) {
      if (place > 0 && (word.length < 2 || STOP_WORDS.has(word))) continue;
      if (!tokens.has(word)) tokens.set(word, place);
    }
  }
  return tokens;
}

/** Path of the shard that holds a token, and every token that begins like it. */
export function shardPath(token: string): string {
  const [first = "_", second = "_"] = [...token].map(character =>
    /[a-z0-9]/.test(character) ? character : "_",
  );
  return `api/v1/search/tokens/${first}${second}.json`;
}

/** Path of the block that holds a package's record: 4,096 blocks, picked by FNV-1a of the name. */
export function blockPath(name: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < name.length; at++) hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193);
  return `api/v1/search/records/${((hash >>> 0) & 0xfff).toString(16).padStart(3, "0")}.json`;
}
