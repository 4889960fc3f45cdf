import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { makeFact, type PackageFact } from "../../model/catalog/fact.ts";
import type { Finding } from "../../model/finding.ts";
import type { PackageParts } from "../../model/published/build.ts";
import { type PublishedPackage, renderPackage, writeFiles } from "../publication/write-package.ts";
import { inspectPackage } from "./inspect.ts";
import { listPackages, type PackageFiles, type PackageListing } from "./package-files.ts";
import type { Rulebook } from "./rulebook.ts";
import { type CatalogSource, openWorkTree } from "./source.ts";

/** What one streaming pass over a catalog is to do. */
export interface PassOrder {
  readonly root: string;
  readonly rulebook: Rulebook;
  /** The folder to write each package's published files to; absent: only check. */
  readonly output?: string;
  /** Told how many packages are done, now and then. */
  readonly progress?: (done: number, all: number) => void;
}

/** What a pass learnt. Each file was read once: what was checked is what is published. */
export interface PassResult {
  readonly findings: Finding[];
  readonly facts: PackageFact[];
  /** Absent from a pass that only checks. */
  readonly published: PublishedPackage[];
  /** Aliases wait: what they resolve to is known after the pass. */
  readonly aliases: PackageParts[];
}

/** A second worker pays from about here (measured: starting one costs as much as checking 2,000 packages). */
const WORKER_PAYS = 5_000;

/** Checks every package of a work tree, and writes its published files when the order says where. */
export async function runPass(
  order: PassOrder,
  listing?: PackageListing,
): Promise<PassResult & PackageListing> {
  const source = openWorkTree(order.root);
  const listed = listing ?? listPackages(source);
  const { packages } = listed;
  const workers = packages.length < WORKER_PAYS ? 1 : Math.min(availableParallelism(), 8);
  const claims = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const others = Array.from({ length: workers - 1 }, () => startWorker(order, packages, claims));
  const results = [passOver(order, packages, source, claims), ...(await Promise.all(others))];
  const merge = <Field extends keyof PassResult>(field: Field) =>
    results.flatMap(result => result[field] as PassResult[Field][number][]);
  return {
    ...listed,
    findings: [...listed.findings, ...(merge("findings") as Finding[])],
    facts: merge("facts") as PackageFact[],
    published: merge("published") as PublishedPackage[],
    aliases: merge("aliases") as PackageParts[],
  };
}

/** Packages that a thread takes at once: a claim costs nothing beside them, and the last one ends soon. */
const CHUNK = 64;

/**
 * One thread's share of a pass: it takes the next chunk that no other has taken, until none is left.
 *
 * @param claims one number, shared by all threads: how many chunks are taken
 */
export function passOver(
  order: PassOrder,
  packages: readonly PackageFiles[],
  source: Pick<CatalogSource, "read">,
  claims: Int32Array<SharedArrayBuffer>,
): PassResult {
  const result: PassResult = { findings: [], facts: [], published: [], aliases: [] };
  for (;;) {
    const first = Atomics.add(claims, 0, 1) * CHUNK;
    if (first >= packages.length) return result;
    for (const files of packages.slice(first, first + CHUNK)) passOne(order, files, source, result);
    order.progress?.(first, packages.length);
  }
}

function passOne(
  order: PassOrder,
  files: PackageFiles,
  source: Pick<CatalogSource, "read">,
  result: PassResult,
): void {
  const inspected = inspectPackage(files, source, order.rulebook);
  for (const found of inspected.findings) result.findings.push(found);
  const { entry, releases, override } = inspected;
  if (entry === undefined) return;
  const fact = makeFact(entry);
  result.facts.push(fact);
  if (order.output === undefined || inspected.findings.length > 0) return;
  const parts = {
    entry,
    releases: releases?.releases ?? [],
    ...(override === undefined ? {} : { override }),
  };
  if (fact.target !== undefined) {
    result.aliases.push(parts);
    return;
  }
  const { files: rendered, published } = renderPackage(parts);
  writeFiles(order.output, rendered);
  result.published.push(published);
}

/** What a worker is started with: plain data. */
export interface WorkerOrder {
  readonly root: string;
  readonly tool: string;
  readonly settings: Rulebook["settings"];
  readonly output?: string;
  readonly packages: readonly PackageFiles[];
  readonly claims: Int32Array<SharedArrayBuffer>;
}

function startWorker(
  order: PassOrder,
  packages: readonly PackageFiles[],
  claims: Int32Array<SharedArrayBuffer>,
): Promise<PassResult> {
  const workerData: WorkerOrder = {
    root: order.root,
    tool: order.rulebook.tool,
    settings: order.rulebook.settings,
    packages,
    claims,
    ...(order.output === undefined ? {} : { output: order.output }),
  };
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.resolve("./pass-worker.ts")), { workerData });
    worker.once("message", resolve);
    worker.once("error", reject);
  });
}
