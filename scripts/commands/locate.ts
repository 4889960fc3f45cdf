import { PakError } from "../errors.ts";
import type { Locate } from "../io/install/resolve-requests.ts";
import { readNpmConfiguration } from "../io/npm/configuration.ts";
import { openMetadataCache } from "../io/npm/metadata-cache.ts";
import { locateInBower } from "../io/registries/bower-catalog.ts";
import { locateInNpm } from "../io/registries/npm-catalog.ts";
import type { ConfiguredCatalog } from "../io/settings/user-settings.ts";
import { parseStoredEndpoint } from "../model/entry/endpoint.ts";
import type { Located } from "../model/install/known.ts";
import { isRegistry, parsePackageWord } from "../model/install/package-word.ts";
import { openCatalog, readSources } from "./catalog-flags.ts";
import type { Arguments, World } from "./command.ts";
import { readOwnSettings } from "./own-settings.ts";

/**
 * Looks packages up in every catalog of the settings, in their order. `npm:` before a name chooses npm's registry,
 * whether the settings have it or not; `pak:` and `bower:` choose among those that they have. A catalog that can't be
 * asked ends it: a name that it may have is never taken from a later one.
 */
export function openLocate(world: World, given: Arguments): Locate {
  const sources = readSources(world, given);
  const isOffline = given.flags.offline === true;
  const npm = openNpm(world, isOffline);
  const finders = sources.map(source => ({ source, locate: openFinder(source) }));

  function openFinder(source: ConfiguredCatalog): Locate {
    if (source.kind === "npm") return npm;
    return source.kind === "bower" ? openBower(source.url, world, isOffline) : openSigned(source);
  }

  function openSigned(source: Extract<ConfiguredCatalog, { kind: "pak" }>): Locate {
    const ask = openCatalog(world, given, source);
    return async name => {
      const found = await ask(catalog => catalog.locate(name));
      if (found === undefined) return undefined;
      if (isRegistry(found.catalog)) {
        throw new PakError("SETTINGS", `the catalog at ${source.url} calls itself ${found.catalog}`, {
          fix: "that name is another registry's: don't use this catalog",
        });
      }
      return followBower(found);
    };
  }

  /** An entry may say that a Bower registry knows where the package lives. */
  async function followBower(found: Located): Promise<Located> {
    const endpoint = parseStoredEndpoint(found.document.entry.endpoint);
    if (endpoint?.kind !== "alias") return found;
    const there = await locateBy("bower", endpoint.name);
    if (there !== undefined) {
      const { releases, entry } = there.document;
      const moved = { ...found.document.entry, endpoint: entry.endpoint };
      return { ...found, document: { ...found.document, entry: moved, releases } };
    }
    throw new PakError(
      "NOT_FOUND",
      `${found.name} lives in a Bower registry, which has no ${endpoint.name}`,
      {
        fix: 'name the registry in the settings: { "kind": "bower", "url": "https://…/" } among the catalogs',
      },
    );
  }

  async function locateBy(
    kind: ConfiguredCatalog["kind"] | undefined,
    name: string,
  ): Promise<Located | undefined> {
    const asked = finders.filter(({ source }) => kind === undefined || source.kind === kind);
    for (const { locate } of asked) {
      const found = await locate(name);
      if (found !== undefined) return found;
    }
    return kind === "npm" && asked.length === 0 ? npm(name) : undefined;
  }

  return async asked => {
    const word = parsePackageWord(asked);
    return word && locateBy(word.kind, word.name);
  };
}

function openNpm(world: World, isOffline: boolean): Locate {
  const cache = openMetadataCache(world.home);
  let configuration: ReturnType<typeof readNpmConfiguration> | undefined;
  return async name => {
    if (isOffline) throw makeOffline(name);
    configuration ??= readNpmConfiguration(world.root, world.environment);
    return locateInNpm(name, await configuration, cache, world.fetch);
  };
}

function openBower(url: string, world: World, isOffline: boolean): Locate {
  const { replace } = readOwnSettings(world);
  return async name => {
    if (isOffline) throw makeOffline(name);
    return locateInBower(name, url, { fetch: world.fetch, replace });
  };
}

function makeOffline(name: string): PakError {
  return new PakError("NETWORK", `${name} is not known here, and --offline asks nobody`, {
    fix: "run it once without --offline",
  });
}
