import { hash } from "node:crypto";
import { lstatSync } from "node:fs";
import { join } from "node:path";
import { PakError } from "../../errors.ts";
import { type Application, parseApplication } from "../../model/install/application.ts";
import { type PersonalLayers, withLayers } from "../../model/install/known.ts";
import type { Lock } from "../../model/install/lock.ts";
import type { ResolvedPackage } from "../../model/install/resolve.ts";
import type { Selection } from "../../model/install/selection.ts";
import type { JsonObject } from "../../model/json.ts";
import { blend } from "../../model/manifest/blend.ts";
import { blendLayers, type Layer } from "../../model/manifest/layers.ts";
import { orderManifest } from "../../model/manifest/manifest.ts";
import { type ApplicationFile, withProfile } from "../application/application-file.ts";
import { type Installed, type InstalledPackage, isWhole } from "../application/installed.ts";
import { listApplicationLayers } from "../application/personal-layers.ts";
import { ensureAll } from "../cache/ensure-all.ts";
import type { PackageCache } from "../cache/package-cache.ts";
import { type CachedPackage, isStandIn, keyOf } from "../cache/record.ts";
import type { Seal } from "../disk/seal.ts";
import { readManifestFile } from "../json/manifest-file.ts";
import { type Blended, type BlendingPackage, blendPackages } from "./blend-packages.ts";

/** An application, and what is to be in it afterwards. */
export interface InstallOrder {
  /** The application's folder, absolute. */
  readonly root: string;
  readonly file: ApplicationFile;
  /** What the application is to say: its file's document, with the dependencies that somebody asked for. */
  readonly document: JsonObject;
  readonly profile?: string | undefined;
  /** All packages that are needed, and their selections. */
  readonly choices: ReadonlyMap<string, ResolvedPackage>;
  readonly lock: Lock;
  readonly cache: PackageCache;
  readonly user: PersonalLayers;
  /** Packages that the lock file had before. */
  readonly before: ReadonlySet<string>;
  /** Tells what this person's pak wrote into the application from what came with it. */
  readonly seal: Seal;
  /** Told how many packages are here, of how many. */
  readonly progress: (done: number, all: number) => void;
}

/** A package that has to be put into place. */
export interface PlannedPackage extends BlendingPackage {
  /** With the layer of `~/.pak/overrides`. */
  readonly selection: Selection;
  /** Decides the installed files. */
  readonly key: string;
  /** What an earlier installation put there. */
  readonly placed: InstalledPackage | undefined;
}

/** What an installation will do. */
export interface InstallationPlan {
  /** After packages were blended into it. */
  readonly application: Application;
  readonly blended: Blended;
  /** What is in place already and stays as it is. */
  readonly staying: Installed;
  /** Dependencies before those who need them. */
  readonly packages: readonly PlannedPackage[];
}

/** Finds out what has to be put into place, and fetches that; nothing of the application is written. */
export async function planInstallation(order: InstallOrder, installed: Installed): Promise<InstallationPlan> {
  const { root, document, profile } = order;
  const parse = (of: JsonObject) => parseApplication(withProfile(of, profile)).application;
  let application = parse(document);
  for (let round = 1; ; round++) {
    const packages = await planPackages(order, application, installed);
    const blended = blendPackages(root, document, packages);
    const after = parse(blended.document);
    // What a package blends may change what is exported and where; what that changes in turn comes too late.
    if (round === 2 || renderSettings(after) === renderSettings(application)) {
      const placed = new Set(packages.map(({ name }) => name));
      const staying = [...installed].filter(([name]) => order.choices.has(name) && !placed.has(name));
      return { application, blended, staying: new Map(staying), packages };
    }
    application = after;
  }
}

async function planPackages(
  { root, choices, lock, user, cache, progress }: InstallOrder,
  application: Application,
  installed: Installed,
): Promise<PlannedPackage[]> {
  const wanted = orderByNeed(choices).flatMap(name => {
    const selection = withLayers(lock.packages.get(name)!, user);
    const layers = listApplicationLayers(application, name);
    const key = hash("sha256", JSON.stringify([keyOf(selection), layers, renderSettings(application)]));
    const placed = installed.get(name);
    if (placed === undefined) requirePackage(root, join(application.directories.paks, name));
    const isDone = placed?.key === key && isWhole(root, join(application.directories.paks, name), placed);
    return isDone ? [] : [{ name, selection, layers, key, placed }];
  });
  const fetched = await ensureAll(cache, wanted, progress);
  return fetched.map(({ layers, cached, ...item }) => {
    const vouched = blendLayers([...item.selection.layers, ...layers]);
    return {
      ...item,
      // What stands in for an artifact is not what was asked for: the next installation asks again.
      key: isStandIn(cached) ? hash("sha256", `${item.key} stands in`) : item.key,
      cached,
      vouched,
      manifest: blendOwn(cached, layers),
      before: lock.blended.get(item.name),
    };
  });
}

/**
 * What stands where a package is to be placed has to be one, of this program or the original: its manifest tells
 * where it came from. Anything else is somebody's own folder.
 *
 * @throws PakError CONFLICT
 */
function requirePackage(root: string, folder: string): void {
  const place = join(root, folder);
  if (lstatSync(place, { throwIfNoEntry: false }) === undefined || isPackage(place)) return;
  throw new PakError("CONFLICT", `${folder} is there already, and is no package that pak installed`, {
    fix: "move it away, or name another folder in pak.json: directories.paks",
  });
}

function isPackage(place: string): boolean {
  try {
    return typeof readManifestFile(join(place, "pak.json"))?.document.origin === "string";
  } catch {
    return false;
  }
}

/** Begins with the manifest as it is: what stands in its `blend` has prefixes that are meant for the application. */
function blendOwn({ manifest }: CachedPackage, layers: readonly Layer[]): JsonObject {
  return orderManifest(layers.reduce((blended, { change }) => blend(blended, change), manifest));
}

/** What of an application decides where files go. */
function renderSettings({ isImporting, directories }: Application): string {
  return JSON.stringify([isImporting, directories]);
}

/** Names so that what a package depends on stands before it; in a circle whatever comes first by name. */
function orderByNeed(choices: ReadonlyMap<string, ResolvedPackage>): string[] {
  const ordered = new Set<string>();
  const visiting = new Set<string>();
  const visit = (name: string) => {
    if (ordered.has(name) || visiting.has(name)) return;
    visiting.add(name);
    for (const dependency of Object.keys(choices.get(name)!.dependencies)) visit(dependency);
    ordered.add(name);
  };
  for (const name of choices.keys()) visit(name);
  return [...ordered];
}
