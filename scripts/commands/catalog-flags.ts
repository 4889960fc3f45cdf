import { Catalog } from "../client.ts";
import { PakError } from "../errors.ts";
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

/** An address of this computer, where `pak serve` would answer. */
const LOCAL = /^https?:\/\/(?:localhost|127\.0\.0\.1|\[::1\])[:/]/;

/**
 * Asks the catalog that the flags, the environment or the settings name; what it verifies is kept in PAK_HOME.
 *
 * @throws PakError as `ask` does; NETWORK tells how to serve a catalog when this computer should and does not
 */
export async function askCatalog<Answer>(
  world: World,
  { flags }: Arguments,
  ask: (catalog: Catalog) => Promise<Answer>,
): Promise<Answer> {
  const { catalog, mirror } = flags;
  const source = readCatalogSource({
    home: world.home,
    environment: world.environment,
    catalog: typeof catalog === "string" ? catalog : undefined,
    mirrors: Array.isArray(mirror) ? mirror : undefined,
  });
  const opened = new Catalog({
    ...source,
    store: openDiskStore(world.home, source.url),
    offline: flags.offline === true,
    allowStale: flags["allow-stale"] === true,
    fetch: world.fetch,
    now: world.now(),
  });
  try {
    return await ask(opened);
  } catch (error) {
    if (!(error instanceof PakError) || error.code !== "NETWORK" || !LOCAL.test(source.url)) throw error;
    throw new PakError("NETWORK", error.message, {
      fix: "serve one in a catalog's folder: pak serve, or name another: --catalog URL",
      cause: error,
    });
  }
}
