import { openPackageCache, type PackageCache } from "../io/cache/package-cache.ts";
import { findPackageCache } from "../io/settings/user-settings.ts";
import type { ArtifactMeans } from "../io/source/artifact-source.ts";
import { openSources } from "../io/source/sources.ts";
import { type PersonalLayers, withLayers } from "../model/install/known.ts";
import type { Selection } from "../model/install/selection.ts";
import type { Layer } from "../model/manifest/layers.ts";
import type { Arguments, World } from "./command.ts";
import { readOwnSettings } from "./own-settings.ts";
import { findReader } from "./registry-target.ts";

/**
 * Where packages are fetched from and kept.
 *
 * @param credentialsOf who asks the registries of artifacts
 */
export function openCache(
  world: World,
  given: Arguments,
  credentialsOf: NonNullable<ArtifactMeans["credentialsOf"]> = findReader(world),
) {
  const settings = readOwnSettings(world);
  const fetchSource = openSources({
    fetch: world.fetch,
    environment: world.environment,
    cwd: world.root,
    replace: settings.replace,
    isOffline: given.flags.offline === true,
    credentialsOf,
  });
  return openPackageCache(findPackageCache(settings, world), fetchSource);
}

/** The layers of a package's manifest as the cache has it; its own one only when it is there. */
export function listCachedLayers(
  cache: PackageCache,
  user: PersonalLayers,
  selection: Selection,
): readonly Layer[] {
  const whole = withLayers(selection, user);
  const own = cache.find(whole)?.own;
  return own === undefined ? whole.layers : [{ name: "package", change: own }, ...whole.layers];
}
