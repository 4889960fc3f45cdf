import { join } from "node:path";
import { isJsonObject } from "../../model/json.ts";
import type { Upstream } from "../../model/upstream/upstream.ts";
import { type AnswerCache, openAnswerCache } from "../remote/answer-cache.ts";

/** What registries said of packages, by the address of their metadata. */
export type MetadataCache = AnswerCache<Upstream>;

/** Raise it when {@link Upstream} or the way it is read changes: what older code remembered is asked anew. */
const FORMAT = 2;

/** The cache in `cache/npm/` of PAK_HOME. */
export function openMetadataCache(home: string): MetadataCache {
  return openAnswerCache(join(home, "cache", "npm"), FORMAT, isUpstream);
}

function isUpstream(value: unknown): value is Upstream {
  return (
    isJsonObject(value) &&
    Array.isArray(value.versions) &&
    Array.isArray(value.releases) &&
    isJsonObject(value.skipped)
  );
}
