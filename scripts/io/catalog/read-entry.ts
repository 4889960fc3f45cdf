import type { Entry } from "../../model/entry/entry.ts";
import type { JsonObject } from "../../model/json.ts";
import { parseJson } from "../json/parse.ts";
import { RELEASES_LIMITS } from "../json/strictness.ts";
import type { Rulebook } from "./rulebook.ts";

/**
 * An entry that has an entry's shape, whatever else is wrong with it; `undefined` for everything else. For
 * entries of other commits, which nobody mends now.
 */
export function readEntry(
  bytes: Uint8Array | undefined,
  { guards }: Pick<Rulebook, "guards">,
): Entry | undefined {
  const parsed = bytes === undefined ? undefined : parseJson(bytes);
  if (parsed === undefined || "findings" in parsed || !guards.entry(parsed.document)) return undefined;
  return parsed.document as unknown as Entry;
}

/** A document of a catalog, whatever it says; what is no JSON counts as absent: other rules say so. */
export function readDocument(bytes: Uint8Array | undefined): JsonObject | undefined {
  const parsed = bytes === undefined ? undefined : parseJson(bytes, RELEASES_LIMITS);
  return parsed === undefined || "findings" in parsed ? undefined : parsed.document;
}
