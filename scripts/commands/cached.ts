import type { UserLayers } from "../io/application/own-layers.ts";
import { openPackageCache, type PackageCache } from "../io/cache/package-cache.ts";
import { findPackageCache, readUserSettings } from "../io/settings/user-settings.ts";
import { openSources } from "../io/source/sources.ts";
import type { Selection } from "../model/install/selection.ts";
import type { Layer } from "../model/manifest/layers.ts";
import type { Arguments, World } from "./command.ts";

/** Where packages are fetched from and kept. */
export function openCache(world: World, given: Arguments) {
  const { replace } = readUserSettings(world);
  const sources = openSources({
    fetch: world.fetch,
    environment: world.environment,
    cwd: world.root,
    replace,
    isOffline: given.flags.offline === true,
  });
  return openPackageCache(findPackageCache(world), sources.fetchSource);
}

/** The layers of a package's manifest as the cache has it; its own one only when it is there. */
export function listCachedLayers(
  cache: PackageCache,
  user: UserLayers,
  selection: Selection,
): readonly Layer[] {
  const { name, endpoint, version } = selection;
  const layers = [...selection.layers, ...user(name, endpoint, version)];
  const own = cache.find({ ...selection, layers })?.own;
  return own === undefined ? layers : [{ name: "package", change: own }, ...layers];
}
