import { Catalog } from "../client.ts";
import { PakError } from "../errors.ts";
import { type ConfiguredCatalog, chooseCatalogs } from "../io/settings/user-settings.ts";
import { openDiskStore } from "../io/trust/disk-store.ts";
import { LOCAL_ADDRESS } from "../model/settings.ts";
import type { Arguments, World } from "./command.ts";
import { readOwnSettings } from "./own-settings.ts";

/** Flags of every command that reads a published catalog. */
export const CATALOG_FLAGS = {
  catalog: { value: "URL", summary: `the catalog to read (PAK_CATALOG, settings, ${LOCAL_ADDRESS})` },
  mirror: { value: "URL", summary: "another place with the same files; may be given again", repeats: true },
  offline: { summary: "use no network, only what was verified before" },
  "allow-stale": { summary: "use what was verified before even after it expired" },
} as const;

/** An address of this computer, where `pak serve` would answer. */
const LOCAL = /^https?:\/\/(?:localhost|127\.0\.0\.1|\[::1\])[:/]/;

/** The catalogs that the flags, the environment or the settings name, in the order in which they are asked. */
export function readSources(world: World, { flags }: Arguments): readonly ConfiguredCatalog[] {
  const { catalog, mirror } = flags;
  return chooseCatalogs(readOwnSettings(world), {
    environment: world.environment,
    catalog: typeof catalog === "string" ? catalog : undefined,
    mirrors: Array.isArray(mirror) ? mirror : undefined,
  });
}

/** A question to one catalog. */
export type Ask = <Answer>(ask: (catalog: Catalog) => Promise<Answer>) => Promise<Answer>;

/**
 * A signed catalog, ready to be asked; what it verifies is kept in PAK_HOME. Asking throws `PakError` as the catalog
 * does; NETWORK tells how to serve one when this computer should and does not.
 */
export function openCatalog(
  world: World,
  { flags }: Arguments,
  source: Extract<ConfiguredCatalog, { kind: "pak" }>,
): Ask {
  const catalog = new Catalog({
    ...source,
    // What was trusted without this pin, or under another, is not what it vouches for.
    store: openDiskStore(world.home, [source.url, source.rootFingerprint].filter(Boolean).join("#")),
    offline: flags.offline === true,
    allowStale: flags["allow-stale"] === true,
    fetch: world.fetch,
    now: world.now(),
  });
  return ask => ask(catalog).catch(error => Promise.reject(explain(error, source.url)));
}

/**
 * Asks the catalogs in their order until one does not answer that there is no such thing. One that can't be
 * asked ends it: what it might have is never taken from the next.
 */
export async function askCatalog<Answer>(
  world: World,
  given: Arguments,
  ask: (catalog: Catalog) => Promise<Answer>,
): Promise<Answer> {
  let missing: PakError | undefined;
  for (const asked of openSigned(world, given)) {
    try {
      return await asked(ask);
    } catch (error) {
      if (!(error instanceof PakError) || error.code !== "NOT_FOUND") throw error;
      missing = error;
    }
  }
  throw missing;
}

/** Asks every signed catalog, and gives the answers in their order. */
export async function askEvery<Answer>(
  world: World,
  given: Arguments,
  ask: (catalog: Catalog) => Promise<Answer>,
): Promise<readonly Answer[]> {
  return Promise.all(openSigned(world, given).map(asked => asked(ask)));
}

/** @throws PakError SETTINGS when no signed catalog is named */
function openSigned(world: World, given: Arguments): readonly Ask[] {
  const sources = readSources(world, given).filter(source => source.kind === "pak");
  if (sources.length > 0) return sources.map(source => openCatalog(world, given, source));
  throw new PakError("SETTINGS", "the settings name no signed catalog", {
    fix: "name one: --catalog URL",
  });
}

function explain(error: unknown, url: string): unknown {
  if (!(error instanceof PakError) || error.code !== "NETWORK" || !LOCAL.test(url)) return error;
  return new PakError("NETWORK", error.message, {
    fix: "serve one in a catalog's folder: pak serve, or name another: --catalog URL",
    cause: error,
  });
}
