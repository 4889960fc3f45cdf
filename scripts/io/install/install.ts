import { lstatSync } from "node:fs";
import { join } from "node:path";
import { PakError } from "../../errors.ts";
import type { Finding } from "../../model/finding.ts";
import { withLayers } from "../../model/install/known.ts";
import { LOCK_FILE, renderLock } from "../../model/install/lock.ts";
import { findingsOf } from "../../model/install/package-findings.ts";
import type { Selection } from "../../model/install/selection.ts";
import { APPLICATION_FILE, renderLike } from "../application/application-file.ts";
import { INSTALLED_FILE, type Installed, readInstalled, renderInstalled } from "../application/installed.ts";
import { placePackage, removeExports } from "../application/place-package.ts";
import { isWholePackage } from "../cache/record.ts";
import { writeDurably } from "../disk/atomic.ts";
import { readIfPresent } from "../disk/read-if-present.ts";
import { type Stage, withStage } from "../disk/stage.ts";
import { scratchIn } from "../disk/staged-changes.ts";
import { planAllExports } from "./plan-exports.ts";
import { type InstallationPlan, type InstallOrder, planInstallation } from "./plan-installation.ts";

/** One package that was put into place or taken away. */
export interface Step {
  readonly name: string;
  readonly version: string;
  /** The version that was there before. */
  readonly before?: string;
}

/** What an installation came to. */
export interface Installation {
  readonly installed: readonly Step[];
  readonly removed: readonly Step[];
  /** Packages that were there already, as they should be. */
  readonly kept: number;
  readonly findings: readonly Finding[];
}

/**
 * Brings an application's folder into the state that was chosen: packages in `paks/`, their exports, what they
 * blend, its `pak.json` and its lock file. Everything is prepared beside it and put into place at the end: whatever
 * fails, the old state stays. When nothing is to be done, nothing is written.
 *
 * `pak.json` is the first to change: of a run that is killed, either that happened and `finishStages` makes the rest,
 * or nothing did.
 *
 * @throws PakError as the cache does; WRITE when the disk refuses
 */
export async function install(order: InstallOrder): Promise<Installation> {
  const installed = readInstalled(join(order.root, order.file.application.directories.paks), order.seal);
  try {
    return await installFrom(order, installed);
  } catch (error) {
    if (!(error instanceof PakError) || error.code !== "CACHE_CORRUPT") throw error;
    for (const locked of order.lock.packages.values()) await repair(order, withLayers(locked, order.user));
    return installFrom(order, installed);
  }
}

/** Fetches a package again whose files in the cache were spoilt. */
async function repair({ cache }: InstallOrder, selection: Selection): Promise<void> {
  const cached = cache.find(selection);
  if (cached !== undefined && !isWholePackage(cached)) await cache.ensure(selection, { isRenewed: true });
}

async function installFrom(order: InstallOrder, installed: Installed): Promise<Installation> {
  const plan = await planInstallation(order, installed);
  const removed = [...installed.keys()].filter(name => !order.choices.has(name));
  const texts = listTexts(order, plan);
  const isDone = plan.packages.length === 0 && removed.length === 0 && texts.size === 0;
  const findings = isDone ? [] : await write(order, plan, installed, removed, texts);
  return {
    installed: plan.packages.map(({ name, selection: { version }, placed }) => ({
      name,
      version,
      ...(placed === undefined ? {} : { before: placed.version }),
    })),
    removed: removed.map(name => ({ name, version: installed.get(name)!.version })),
    kept: order.choices.size - plan.packages.length,
    findings: [
      ...plan.blended.findings,
      ...plan.packages.flatMap(({ name, cached }) => findingsOf(name, cached.warnings)),
      ...findings,
    ],
  };
}

function write(
  { root, seal, before }: InstallOrder,
  { application, packages, staying }: InstallationPlan,
  installed: Installed,
  removed: readonly string[],
  texts: ReadonlyMap<string, string>,
): Promise<readonly Finding[]> {
  const { directories } = application;
  const plan = planAllExports(application, packages, staying);
  const kept = new Set([...plan.copies.values()].flatMap(copies => copies.map(({ to }) => to)));
  const exported = new Map([...installed.values()].flatMap(({ exports }) => Object.entries(exports)));
  const outdated = new Map(
    [...installed].flatMap(([name, { exports }]) => (staying.has(name) ? [] : Object.entries(exports))),
  );
  return withStage(root, scratchIn(join(root, directories.paks)), seal, async stage => {
    const now = new Map(staying);
    const told: Finding[] = [...plan.findings];
    const own = texts.get(APPLICATION_FILE);
    if (own !== undefined) stageText(stage, root, APPLICATION_FILE, own);
    for (const name of removed) stage.remove(`${directories.paks}/${name}`);
    removeExports(stage, root, outdated, kept);
    for (const { name, cached, manifest, key, selection } of packages) {
      const copies = plan.copies.get(name) ?? [];
      const isNew = !before.has(name) && !installed.has(name);
      const placement = { root, name, cached, manifest, copies, directories, isNew, exported };
      const placed = placePackage(stage, placement);
      const { files, exports } = placed;
      told.push(...findingsOf(name, placed.findings));
      now.set(name, { version: selection.version, key, files, exports });
    }
    for (const [path, text] of texts) if (path !== APPLICATION_FILE) stageText(stage, root, path, text);
    stageText(stage, root, `${directories.paks}/${INSTALLED_FILE}`, renderInstalled(now, seal));
    stage.commit();
    return told;
  });
}

/** The application's own files that change: `pak.json`, those that packages manage, the lock file. */
function listTexts({ root, file, lock }: InstallOrder, plan: InstallationPlan): ReadonlyMap<string, string> {
  const { blended, packages } = plan;
  const texts = new Map<string, string>();
  const isChanged = JSON.stringify(blended.document) !== JSON.stringify(file.document);
  if (file.before === undefined || isChanged)
    texts.set(APPLICATION_FILE, renderLike(file.before, blended.document));
  for (const [path, { before, document }] of blended.managed) {
    const text = renderLike(before, document);
    if (text !== before?.text) texts.set(path, text);
  }
  const selections = new Map(lock.packages);
  // A commit whose files nobody had a digest of has one now.
  for (const { name, cached } of packages)
    selections.set(name, { ...selections.get(name)!, pin: cached.pin });
  const digests = new Map([...lock.blended, ...blended.digests]);
  const text = renderLock({ ...lock, packages: selections, blended: digests });
  if (readIfPresent(join(root, LOCK_FILE))?.toString() !== text) texts.set(LOCK_FILE, text);
  return texts;
}

/** @throws PakError WRITE when a link is there: what it leads to is not this application's */
function stageText(stage: Stage, root: string, path: string, text: string): void {
  const before = lstatSync(join(root, path), { throwIfNoEntry: false });
  if (before?.isSymbolicLink()) {
    throw new PakError("WRITE", `${join(root, path)} is a link: nothing is written through it`, {
      fix: "put the file itself there",
    });
  }
  const prepared = stage.prepare();
  writeDurably(prepared, text, before === undefined ? undefined : before.mode & 0o777);
  stage.put(path, prepared);
}
