import type { Located } from "../../model/install/known.ts";
import { isName } from "../../model/name/name.ts";
import type { NpmConfiguration } from "../npm/configuration.ts";
import { fetchUpstream } from "../npm/metadata.ts";
import type { MetadataCache } from "../npm/metadata-cache.ts";

/** The name of npm's registry among catalogs. */
const NPM = "npm";

/**
 * A package as npm's registry tells it. Nobody signs that: the digests of the first answer are what a lock file
 * keeps. What it depends on comes from there too.
 *
 * @returns `undefined` for what the registry does not know, and for a name that no folder here can have
 * @throws PakError NETWORK or TOO_LARGE when there is no usable answer
 */
export async function locateInNpm(
  name: string,
  configuration: NpmConfiguration,
  cache: MetadataCache,
  fetch: typeof globalThis.fetch,
): Promise<Located | undefined> {
  if (!isName(name)) return undefined;
  const upstream = await fetchUpstream(name, configuration, cache, fetch);
  if (upstream === undefined) return undefined;
  const entry = { name, description: "", endpoint: `@npm:${name}` };
  return {
    name,
    hops: [],
    catalog: NPM,
    document: { $schema: "", name, entry, releases: upstream.releases },
  };
}
