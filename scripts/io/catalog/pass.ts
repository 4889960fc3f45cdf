import { availableParallelism } from "node:os";
import { extname, join } from "node:path";
import { Worker } from "node:worker_threads";
import { makeFact, type PackageFact } from "../../model/catalog/fact.ts";
import { type Finding, isBlocking } from "../../model/finding.ts";
import type { PackageParts } from "../../model/published/build.ts";
import type { ClientAddresses } from "../../model/published/clients.ts";
import { type PublishedPackage, renderPackage, writeFiles } from "../publication/write-package.ts";
import { inspectPackage } from "./inspect.ts";
import { checkLinks, listPackages, type PackageFiles } from "./package-files.ts";
import type { Rulebook } from "./rulebook.ts";
import { type CatalogSource, openSource, type ReadFile } from "./source.ts";

/** What one streaming pass over a catalog is to do. */
export interface PassOrder {
  readonly root: string;
  readonly rulebook: Rulebook;
  /** Read from git objects of this commit; absent: from the work tree. */
  readonly commit?: string;
  /** What `root` and `commit` name, where it is open already. */
  readonly source?: CatalogSource;
  /** Absent: only check. */
  readonly publishing?: Publishing;
  /** Told how many units of work are taken, of how many. */
  readonly progress?: (done: number, all: number) => void;
}

/** How a pass publishes. Plain data, so that threads can share it. */
export interface Publishing {
  /** The folder to write each package's published files to. */
  readonly output: string;
  readonly addresses: ClientAddresses;
}

/** What a pass learnt. Each file was read once: what was checked is what is published. */
export interface PassResult {
  readonly findings: Finding[];
  readonly facts: PackageFact[];
  /** Fingerprints of the owners' public keys in `catalog/keys/`. */
  readonly keys: string[];
  /** Absent from a pass that only checks. */
  readonly published: PublishedPackage[];
  /** Aliases wait: what they resolve to is known after the pass. */
  readonly aliases: PackageParts[];
}

/** A second thread pays from about this many files (measured: starting one costs as much as checking 2,000). */
const WORKER_PAYS = 6_000;

/** Files of one unit of work: many hide what asking git for them costs, few let the threads end together. */
const UNIT = 512;

/** Checks every package of a catalog, and writes its published files when the order says where. */
export async function runPass(order: PassOrder): Promise<PassResult & Pick<CatalogSource, "open">> {
  const { root, commit, source = openSource(root, commit) } = order;
  const isWorkerWorth = commit === undefined && source.paths.length > WORKER_PAYS;
  const workers = isWorkerWorth ? Math.min(availableParallelism(), 8) : 1;
  const units = splitWork(source.paths, Math.ceil(source.paths.length / UNIT));
  const claims = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const others = Array.from({ length: workers - 1 }, () => startWorker(order, units, claims));
  const results = [passOver(order, units, source.open, claims), ...(await Promise.all(others))];
  return {
    open: source.open,
    findings: [...checkLinks(source.links), ...results.flatMap(result => result.findings)],
    facts: results.flatMap(result => result.facts),
    keys: results.flatMap(result => result.keys),
    published: results.flatMap(result => result.published),
    aliases: results.flatMap(result => result.aliases),
  };
}

/**
 * Splits paths into units of work, each a text of paths between NULs: a thread is sent few long texts much
 * faster than many short ones. The files of one package have one base name, and so they share a unit.
 */
function splitWork(paths: readonly string[], count: number): string[] {
  const units: string[][] = Array.from({ length: count }, () => []);
  for (const path of paths) {
    let sum = 0;
    for (let at = path.lastIndexOf("/") + 1; at < path.length; at++) {
      sum = (Math.imul(sum, 31) + path.charCodeAt(at)) >>> 0;
    }
    units[sum % count]!.push(path);
  }
  return units.filter(unit => unit.length > 0).map(unit => unit.join("\0"));
}

/**
 * One thread's share of a pass: it takes the next unit that no other has taken, until none is left.
 *
 * @param claims one number, shared by all threads: how many units are taken
 */
export function passOver(
  order: PassOrder,
  units: readonly string[],
  open: CatalogSource["open"],
  claims: Int32Array<SharedArrayBuffer>,
): PassResult {
  const result: PassResult = { findings: [], facts: [], keys: [], published: [], aliases: [] };
  for (;;) {
    const unit = Atomics.add(claims, 0, 1);
    if (unit >= units.length) return result;
    order.progress?.(unit, units.length);
    const paths = units[unit]!.split("\0");
    const { packages, keys, findings } = listPackages(paths);
    result.findings.push(...findings);
    result.keys.push(...keys);
    const read = open(paths);
    for (const files of packages) passOne(order, files, read, result);
  }
}

function passOne(order: PassOrder, files: PackageFiles, read: ReadFile, result: PassResult): void {
  const inspected = inspectPackage(files, read, order.rulebook);
  for (const found of inspected.findings) result.findings.push(found);
  const { entry, releases, override } = inspected;
  if (entry === undefined) return;
  const fact = makeFact(entry);
  result.facts.push(fact);
  if (order.publishing === undefined || inspected.findings.some(isBlocking)) return;
  const parts = {
    entry,
    releases: releases?.releases ?? [],
    ...(override === undefined ? {} : { override }),
  };
  if (fact.target !== undefined) {
    result.aliases.push(parts);
    return;
  }
  const { files: rendered, published } = renderPackage(parts, order.publishing.addresses);
  writeFiles(order.publishing.output, rendered);
  result.published.push(published);
}

/** What a worker is started with: plain data. */
export interface WorkerOrder {
  readonly root: string;
  readonly tool: string;
  readonly settings: Rulebook["settings"];
  readonly publishing?: Publishing;
  readonly units: readonly string[];
  readonly claims: Int32Array<SharedArrayBuffer>;
}

function startWorker(
  order: PassOrder,
  units: readonly string[],
  claims: Int32Array<SharedArrayBuffer>,
): Promise<PassResult> {
  const workerData: WorkerOrder = {
    root: order.root,
    tool: order.rulebook.tool,
    settings: order.rulebook.settings,
    units,
    claims,
    ...(order.publishing === undefined ? {} : { publishing: order.publishing }),
  };
  return new Promise((resolve, reject) => {
    // It lies beside this file, which may be compiled.
    const file = `pass-worker${extname(import.meta.filename)}`;
    const worker = new Worker(join(import.meta.dirname, file), { workerData });
    worker.once("message", resolve);
    worker.once("error", reject);
    worker.once("exit", () => reject(new Error("a worker thread ended before its share was done")));
  });
}
