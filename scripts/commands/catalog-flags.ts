import { Catalog } from "../client.ts";
import { openDiskStore } from "../io/trust/disk-store.ts";
import { readCatalogSource } from "../io/trust/settings.ts";
import type { Arguments, World } from "./command.ts";

/** Flags of every command that reads a published catalog. */
export const CATALOG_FLAGS = {
  catalog: { value: "URL", summary: "the catalog to read (PAK_CATALOG, settings, http://localhost:8080/)" },
  mirror: { value: "URL", summary: "another place with the same files; may be given again", repeats: true },
  offline: { summary: "ask nobody; answer from what was verified before" },
  "allow-stale": { summary: "use what was verified before even after it expired" },
} as const;

/** Opens the catalog that the flags, the environment or the settings name; what it verifies is kept in PAK_HOME. */
export function openCatalog(world: World, { flags }: Arguments): Catalog {
  const { catalog, mirror } = flags;
  const source = readCatalogSource({
    home: world.home,
    environment: world.environment,
    catalog: typeof catalog === "string" ? catalog : undefined,
    mirrors: Array.isArray(mirror) ? mirror : undefined,
  });
  return new Catalog({
    ...source,
    store: openDiskStore(world.home, source.url),
    offline: flags.offline === true,
    allowStale: flags["allow-stale"] === true,
    fetch: world.fetch,
    now: world.now(),
  });
}
