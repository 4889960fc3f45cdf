import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseStoredEndpoint } from "../../model/entry/endpoint.ts";
import { isBlocking } from "../../model/finding.ts";
import type { ChangesDocument } from "../../model/published/package-document.ts";
import { binPath, CHANGES_PATH } from "../../model/published/paths.ts";
import { prefixDigits } from "../../model/trust/bins.ts";
import type { Bin, FileDigest, IndexFile } from "../../model/trust/trust.ts";
import { readIfPresent } from "../disk/read-if-present.ts";
import type { HistoryStep } from "../git/history.ts";
import { type FileChanges, renderChangedFiles } from "./changed-files.ts";
import { readChangedPackages } from "./changed-packages.ts";
import { MOST_CHANGES, readChanges } from "./changes.ts";
import { publishChanges } from "./generation.ts";
import { renderChanges } from "./overview.ts";
import { describeSigned, makeAddresses, type Publication, type PublishPlan, sourceOf } from "./plan.ts";
import { readPrevious } from "./previous.ts";
import type { ChangesSince } from "./staleness.ts";
import { PUBLIC_FOLDER, renderState, STATE_PATH } from "./state.ts";
import { supersede } from "./superseded.ts";
import { binDigits, buildBin, buildTrustFiles } from "./trust-files.ts";

/**
 * Brings the current generation up to date by writing only what some changed packages touch. Gives
 * `undefined` when the whole has to be built anew: the bins need another prefix, a trust file is missing, or npm was
 * not asked yet where its packages come from.
 */
export async function updatePublication(
  plan: PublishPlan,
  generation: string,
  { state, names, steps }: ChangesSince,
): Promise<Publication | undefined> {
  const { settings } = plan.rulebook;
  const published = join(generation, PUBLIC_FOLDER);
  const read = (path: string) => readIfPresent(join(published, path));
  const previous = readPrevious(read, settings.catalog, plan.trust.current);
  if (previous === undefined) return undefined;
  const changed = readChangedPackages({
    root: plan.root,
    rulebook: plan.rulebook,
    ...sourceOf(plan),
    published,
    state,
    names,
  });
  const { findings, changes } = changed;
  if (findings.some(isBlocking)) return { findings, packages: state.packages };
  const count = (has: (change: (typeof changes)[number]) => unknown) => changes.filter(has).length;
  const packages = state.packages + count(change => change.after) - count(change => change.before);
  const { prefix } = previous.index.document;
  if (prefixDigits(packages) !== prefix) return undefined;

  const { registries } = state;
  const isNpm = ({ after }: (typeof changes)[number]) =>
    after !== undefined && parseStoredEndpoint(after.entry.endpoint)?.kind === "npm";
  if (registries === undefined && changes.some(isNpm)) return undefined;
  const addresses = makeAddresses(plan, registries);
  const { files, digests } = renderChangedFiles(published, settings, addresses, plan.commit, changes);
  addChangesFiles(plan, published, steps, files);
  const replaced = updateBins(digests, previous.index.document, published, files);
  const signed = await buildTrustFiles({
    catalog: settings.catalog,
    commit: plan.commit,
    prefix,
    bins: replaced.bins,
    previous,
    trust: plan.trust,
    now: plan.now,
  });
  for (const [path, bytes] of plan.trust.roots) if (!isSame(read(path), bytes)) files.set(path, bytes);
  if (signed.isNewHead) for (const [path, text] of signed.files) files.set(path, text);
  const current = new Set([
    ...signed.files.keys(),
    ...Object.values(replaced.bins).map(bin => binPath(bin.sha256)),
  ]);
  const superseded = signed.isNewHead
    ? supersede(state, previous, replaced.gone, current, files)
    : state.superseded;
  const order = [...files].map(([path, text]) => [`${PUBLIC_FOLDER}/${path}`, text] as const);
  const nextState = renderState({
    ...state,
    commit: plan.commit,
    uncommitted: plan.uncommitted,
    aliases: Object.fromEntries(changed.aliases),
    retracted: [...changed.retracted],
    packages,
    superseded,
  });
  if (files.size > 0 || nextState !== renderState(state)) {
    publishChanges(plan.tree, new Map([...order, [STATE_PATH, nextState]]));
  }
  return {
    findings,
    packages,
    changed: changes.map(change => change.name),
    signed: describeSigned(plan, signed),
  };
}

function addChangesFiles(
  plan: PublishPlan,
  published: string,
  steps: readonly HistoryStep[],
  files: FileChanges,
): void {
  if (steps.length === 0) return;
  const before = JSON.parse(readFileSync(join(published, CHANGES_PATH), "utf8")) as ChangesDocument;
  const fresh = readChanges(plan.root, steps);
  const changes = [...fresh, ...before.changes].slice(0, MOST_CHANGES);
  for (const [path, text] of renderChanges(plan.rulebook.settings, plan.commit, changes))
    files.set(path, text);
}

/** Puts new digests into the few bins concerned; gives all bins' digests and those of the replaced ones. */
function updateBins(
  digests: ReadonlyMap<string, FileDigest | undefined>,
  index: IndexFile,
  published: string,
  files: FileChanges,
): { bins: Readonly<Record<string, FileDigest>>; gone: FileDigest[] } {
  const bins: Record<string, FileDigest> = { ...index.bins };
  const gone: FileDigest[] = [];
  const byBin = Map.groupBy(digests, ([name]) => binDigits(name, index.prefix));
  for (const [digits, changed] of byBin) {
    const old = bins[digits];
    const names = { ...(old === undefined ? {} : readBin(published, old).names) };
    for (const [name, digest] of changed) {
      if (digest === undefined) delete names[name];
      else names[name] = digest;
    }
    delete bins[digits];
    if (Object.keys(names).length > 0) {
      const bin = buildBin(digits, names);
      bins[digits] = bin.digest;
      if (bin.digest.sha256 === old?.sha256) continue;
      files.set(bin.path, bin.text);
    }
    if (old !== undefined) gone.push(old);
  }
  const sorted = Object.entries(bins).sort(([a], [b]) => (a < b ? -1 : 1));
  return { bins: Object.fromEntries(sorted), gone };
}

function readBin(published: string, { sha256 }: FileDigest): Bin {
  return JSON.parse(readFileSync(join(published, binPath(sha256)), "utf8")) as Bin;
}

function isSame(published: Uint8Array | undefined, bytes: string | Uint8Array): boolean {
  return published !== undefined && Buffer.from(bytes).equals(published);
}
