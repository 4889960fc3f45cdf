import { join } from "node:path";
import type { Application } from "../../model/install/application.ts";
import { isJsonObject } from "../../model/json.ts";
import { blendLayers } from "../../model/manifest/layers.ts";
import { isWhole, readInstalled } from "../application/installed.ts";
import { readLock } from "../install/lock-file.ts";

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

/** What an application has, by its lock file and its folder of packages. */
export function listInstallation(root: string, application: Application): ListedPackage[] {
  const { paks } = application.directories;
  const { packages, aliases } = readLock(root);
  const installed = readInstalled(join(root, paks));
  const needs = new Map<string, string[]>();
  const add = (map: unknown, by: string) => {
    for (const spelt of Object.keys(isJsonObject(map) ? map : {})) {
      const target = readTarget(spelt, aliases);
      needs.set(target, [...(needs.get(target) ?? []), by]);
    }
  };
  add(application.dependencies, "pak.json");
  add(application.optionalDependencies, "pak.json");
  for (const { name, layers } of packages.values()) {
    const { dependencies, optionalDependencies } = blendLayers(layers);
    add(dependencies, name);
    add(optionalDependencies, name);
  }
  return [...packages.values()].map(({ name, version, catalog, endpoint }) => {
    const placed = installed.get(name);
    const isHere = placed !== undefined && isWhole(root, join(paks, name), placed);
    const state =
      placed === undefined
        ? "missing"
        : placed.version !== version
          ? "other"
          : isHere
            ? "installed"
            : "altered";
    return { name, version, catalog, endpoint, state, neededBy: needs.get(name) ?? [] };
  });
}

/** What an application asks for and no lock file has: nobody installed it since it was written there. */
export function listUnlocked(root: string, { dependencies }: Application): string[] {
  const { packages, aliases } = readLock(root);
  return Object.keys(dependencies).filter(spelt => !packages.has(readTarget(spelt, aliases)));
}

/** The package that a dependency means. */
function readTarget(spelt: string, aliases: ReadonlyMap<string, string>): string {
  return aliases.get(spelt) ?? aliases.get(withoutCatalog(spelt)) ?? withoutCatalog(spelt);
}

function withoutCatalog(spelt: string): string {
  return spelt.replace(/^(?:pak|npm|bower):/, "");
}

/** A line for each package. */
export function renderList(packages: readonly ListedPackage[]): string[] {
  const widthOf = (field: "name" | "version") => Math.max(0, ...packages.map(one => one[field].length));
  const [names, versions] = [widthOf("name"), widthOf("version")];
  return packages.map(({ name, version, catalog, endpoint, state, neededBy }) => {
    const mark = state === "installed" ? "" : `  ${state}`;
    const by = neededBy.includes("pak.json") ? "" : `  for ${neededBy.join(", ")}`;
    return `${name.padEnd(names)}  ${version.padEnd(versions)}  ${catalog} ${endpoint}${by}${mark}`;
  });
}
