import { join } from "node:path";
import type { Application } from "../../model/install/application.ts";
import { findTarget } from "../../model/install/lock.ts";
import { isJsonObject } from "../../model/json.ts";
import { blendLayers } from "../../model/manifest/layers.ts";
import type { Seal } from "../disk/seal.ts";
import { readLock } from "../install/lock-file.ts";
import { isWhole, readInstalled } from "./installed.ts";

/** One package of an application. */
export interface ListedPackage {
  readonly name: string;
  readonly version: string;
  /** The catalog it was chosen from. */
  readonly catalog: string;
  readonly endpoint: string;
  /** `missing`: locked, and not there; `altered`: files are gone or have another size; `other`: another version is there. */
  readonly state: "installed" | "missing" | "altered" | "other";
  /** What needs it: packages, and `pak.json` itself. */
  readonly neededBy: readonly string[];
}

/** What an application has. */
export interface InstalledList {
  readonly packages: readonly ListedPackage[];
  /** Dependencies that the lock file does not have: nobody installed them since they were written down. */
  readonly unlocked: readonly string[];
}

/** Lists what an application has, by its lock file and its folder of packages. */
export function listInstallation(root: string, application: Application, seal: Seal): InstalledList {
  const { paks } = application.directories;
  const lock = readLock(root);
  const installed = readInstalled(join(root, paks), seal);
  const needs = new Map<string, string[]>();
  const add = (map: unknown, by: string) => {
    for (const spelt of Object.keys(isJsonObject(map) ? map : {})) {
      const target = findTarget(lock, spelt);
      needs.set(target, [...(needs.get(target) ?? []), by]);
    }
  };
  add(application.dependencies, "pak.json");
  add(application.optionalDependencies, "pak.json");
  for (const { name, layers } of lock.packages.values()) {
    const { dependencies, optionalDependencies } = blendLayers(layers);
    add(dependencies, name);
    add(optionalDependencies, name);
  }
  const packages = [...lock.packages.values()].map(({ name, version, catalog, endpoint }) => {
    const placed = installed.get(name);
    const isHere = placed !== undefined && isWhole(root, join(paks, name), placed);
    return {
      name,
      version,
      catalog,
      endpoint,
      state: findState(placed?.version, version, isHere),
      neededBy: needs.get(name) ?? [],
    };
  });
  const unlocked = Object.keys(application.dependencies).filter(
    spelt => !lock.packages.has(findTarget(lock, spelt)),
  );
  return { packages, unlocked };
}

function findState(placed: string | undefined, version: string, isHere: boolean): ListedPackage["state"] {
  if (placed === undefined) return "missing";
  if (placed !== version) return "other";
  return isHere ? "installed" : "altered";
}
