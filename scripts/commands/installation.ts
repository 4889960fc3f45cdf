import { join } from "node:path";
import { PakError } from "../errors.ts";
import { type ApplicationFile, readApplication } from "../io/application/application-file.ts";
import { listApplicationLayers, openUserLayers } from "../io/application/personal-layers.ts";
import { removeEmptyFolders } from "../io/disk/empty-folders.ts";
import { withLock } from "../io/disk/lock.ts";
import { requireRealFolders } from "../io/disk/real-folders.ts";
import { openSeal } from "../io/disk/seal.ts";
import { finishStages } from "../io/disk/staged-changes.ts";
import { type Installation, install } from "../io/install/install.ts";
import { readLock } from "../io/install/lock-file.ts";
import { type Resolved, resolveRequests } from "../io/install/resolve-requests.ts";
import { renderInstallation } from "../io/output/installation.ts";
import { reportFindings } from "../io/output/report.ts";
import { buildResolution } from "../io/output/resolution.ts";
import { isBlocking } from "../model/finding.ts";
import type { Application } from "../model/install/application.ts";
import type { PersonalLayers } from "../model/install/known.ts";
import type { Lock } from "../model/install/lock.ts";
import type { Request } from "../model/install/resolve.ts";
import type { Selection } from "../model/install/selection.ts";
import type { JsonObject } from "../model/json.ts";
import type { Layer } from "../model/manifest/layers.ts";
import { CATALOG_FLAGS } from "./catalog-flags.ts";
import type { Arguments, World } from "./command.ts";
import { LEAST_AGE_FLAG, readLeastAge } from "./least-age.ts";
import { openLocate } from "./locate.ts";
import { listCachedLayers, openCache } from "./package-cache.ts";
import { tell } from "./tell.ts";

/** Flags of every command that changes what is installed. */
export const INSTALL_FLAGS = {
  ...CATALOG_FLAGS,
  ...LEAST_AGE_FLAG,
  all: { summary: "install packages' optional dependencies too, from now on" },
  profile: { value: "NAME", summary: "the profile of pak.json to use, instead of the one it chooses" },
  explain: { summary: "show for every field of each manifest which layer set it" },
} as const;

/** Milliseconds to wait for another run in the same folder. */
const PATIENCE = 10 * 60_000;

/** What somebody wants of an application. */
export interface Wish {
  readonly requests: readonly Request[];
  /** Names whose locked version plays no part. */
  readonly refreshed: ReadonlySet<string> | "all";
  /** What `pak.json` says once versions were chosen. */
  document(resolved: Resolved): JsonObject;
}

/** What came of it. */
export interface Done {
  readonly application: Application;
  readonly resolved: Resolved;
  readonly installation: Installation;
  /** All layers of a selection's manifest, the package's own among them. */
  layersOf(selection: Selection): readonly Layer[];
}

/**
 * Changes what is installed in the folder, one run at a time.
 *
 * @returns `undefined` when `pak.json` is wrong, which was told
 * @throws PakError as resolving, fetching and writing do
 */
export async function changeInstallation(
  world: World,
  given: Arguments,
  wish: (file: ApplicationFile, lock: Lock) => Wish,
): Promise<Done | undefined> {
  const { root } = world;
  const { before, application } = readApplication(root);
  if (before === undefined && given.words.length === 0) {
    throw new PakError("NOT_FOUND", `${root} has no pak.json that asks for anything`, {
      fix: "name a package: pak install NAME",
    });
  }
  const paks = join(root, application.directories.paks);
  requireRealFolders(root, `${application.directories.paks}/.lock`, new Set());
  try {
    const work = () => changeLocked(world, given, paks, wish);
    return await withLock(join(paks, ".lock"), work, {
      patience: PATIENCE,
      waiting: holder => world.report(`waiting for another run here (process ${holder})`),
    });
  } finally {
    removeEmptyFolders(root, application.directories.paks);
  }
}

async function changeLocked(
  world: World,
  given: Arguments,
  paks: string,
  wish: (file: ApplicationFile, lock: Lock) => Wish,
): Promise<Done | undefined> {
  const { root } = world;
  const { profile, all } = given.flags;
  // What a run left that was killed is finished before anything is read.
  const seal = openSeal(world.home);
  finishStages(root, paks, seal);
  const chosen = typeof profile === "string" ? profile : undefined;
  const file = readApplication(root, chosen);
  if (file.findings.some(isBlocking)) {
    reportFindings(file.findings, world, { isJson: given.flags.json === true });
    return undefined;
  }
  const user = openUserLayers(world.home);
  const personal: PersonalLayers = selected => [
    ...user(selected),
    ...listApplicationLayers(file.application, selected.name),
  ];
  const lock = readLock(root);
  const { requests, refreshed, document } = wish(file, lock);
  const locate = openLocate(world, given);
  // Who wanted them once has them until everything is chosen anew.
  const withOptional = all === true || (lock.withOptional && refreshed !== "all");
  const leastAge = readLeastAge(world, given);
  const order = { requests, locate, lock, refreshed, personal, withOptional, leastAge };
  const resolved = await resolveRequests(order);
  const cache = openCache(world, given);
  const installation = await install({
    root,
    file,
    document: document(resolved),
    profile: chosen,
    choices: resolved.choices,
    lock: {
      withOptional,
      packages: resolved.selections,
      aliases: resolved.aliases,
      absent: resolved.absent,
      blended: lock.blended,
    },
    cache,
    user,
    seal,
    before: new Set(lock.packages.keys()),
    progress: (done, count) => world.progress(`fetched ${done} of ${count} packages`),
  });
  world.progress("");
  const { application } = file;
  const layersOf = (selection: Selection) => [
    ...listCachedLayers(cache, user, selection),
    ...listApplicationLayers(application, selection.name),
  ];
  return { application, resolved, installation, layersOf };
}

/** Tells what was installed. */
export function tellInstallation(world: World, given: Arguments, done: Done): void {
  const { resolved, installation, layersOf } = done;
  const resolution = buildResolution(resolved, given.flags.explain ? layersOf : undefined);
  tell(world, given, { ...installation, ...resolution }, renderInstallation);
}

/** What an application asks for by itself. */
export function listRequests({ dependencies, optionalDependencies }: Application): Request[] {
  const list = (map: Readonly<Record<string, string>>, isOptional: boolean) =>
    Object.entries(map).map(([name, expression]) => ({ name, expression, isOptional }));
  return [...list(dependencies, false), ...list(optionalDependencies, true)];
}
