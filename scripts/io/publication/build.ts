import { rmSync } from "node:fs";
import { join } from "node:path";
import { PakError } from "../../errors.ts";
import { isBlocking } from "../../model/finding.ts";
import { prefixDigits } from "../../model/trust/bins.ts";
import type { FileDigest } from "../../model/trust/trust.ts";
import { checkAll } from "../catalog/check-all.ts";
import { hasNpmEntry } from "../catalog/npm-entries.ts";
import { CATALOG_FOLDERS, openSource } from "../catalog/source.ts";
import { readIfPresent } from "../disk/read-if-present.ts";
import { readHistory } from "../git/history.ts";
import { type KnownRegistries, readKnownRegistries } from "../npm/known-registries.ts";
import { readPublishedParts } from "./changed-packages.ts";
import { readChanges } from "./changes.ts";
import { makeGeneration, publishGeneration } from "./generation.ts";
import { renderConstants, renderOverview, resolveParts } from "./overview.ts";
import { describeSigned, makeAddresses, type Publication, type PublishPlan, sourceOf } from "./plan.ts";
import { openPublishedBranch, type PublishedReader, readPrevious } from "./previous.ts";
import { NO_COMMIT, PUBLIC_FOLDER, readState, renderState, STATE_FORMAT, STATE_PATH } from "./state.ts";
import { keepSuperseded } from "./superseded.ts";
import { binDigits, buildBin, buildTrustFiles } from "./trust-files.ts";
import { type PublishedPackage, renderPackage, writeFiles } from "./write-package.ts";

/** Builds a whole publication into a new generation and makes it the current one. */
export async function buildPublication(plan: PublishPlan, before: string | undefined): Promise<Publication> {
  const generation = makeGeneration(plan.tree);
  const output = join(generation, PUBLIC_FOLDER);
  const { rulebook, commit, root, progress } = plan;
  const source = openSource(root, sourceOf(plan).commit);
  const registries = hasNpmEntry(source) ? await askRegistries(plan) : undefined;
  const addresses = makeAddresses(plan, registries);
  const checked = await checkAll({
    root,
    rulebook,
    source,
    ...sourceOf(plan),
    publishing: { output, addresses },
    ...(progress === undefined ? {} : { progress }),
  });
  const { findings, facts } = checked;
  if (findings.some(isBlocking)) {
    rmSync(generation, { recursive: true });
    return { findings, packages: facts.size };
  }
  const packages = [...checked.published];
  for (const alias of checked.aliases) {
    const parts = resolveParts(alias, name => facts.get(name));
    const target = parts.alias && readPublishedParts(output, parts.alias.resolved);
    const { files, published } = renderPackage(parts, addresses, target);
    writeFiles(output, files);
    packages.push(published);
  }
  packages.sort((a, b) => (a.name < b.name ? -1 : 1));
  const changes = commit === NO_COMMIT ? [] : readChanges(root, readHistory(root, commit, CATALOG_FOLDERS));
  writeFiles(output, renderConstants(rulebook.tool, rulebook.settings));
  writeFiles(output, renderOverview({ settings: rulebook.settings, commit, packages, changes }));
  const read = openBefore(root, before);
  const previous = readPrevious(read, rulebook.settings.catalog, plan.trust.current);
  const bins = buildBins(packages);
  writeFiles(output, bins.files);
  const signed = await buildTrustFiles({
    catalog: rulebook.settings.catalog,
    commit,
    prefix: bins.prefix,
    bins: bins.digests,
    previous,
    trust: plan.trust,
    now: plan.now,
  });
  writeFiles(output, plan.trust.roots);
  writeFiles(output, signed.files);
  const superseded = keepSuperseded({
    output,
    kept: before === undefined ? [] : (readState(before)?.superseded ?? []),
    previous: signed.isNewHead ? previous : undefined,
    read,
  });
  const state = {
    format: STATE_FORMAT,
    tool: plan.toolVersion,
    commit,
    uncommitted: plan.uncommitted,
    aliases: Object.fromEntries(
      [...facts.values()].flatMap(({ name, target }) => (target ? [[name, target]] : [])),
    ),
    retracted: [...facts.values()].filter(fact => fact.isRetracted).map(fact => fact.name),
    packages: packages.length,
    ...(registries === undefined ? {} : { registries }),
    superseded,
  };
  writeFiles(generation, [[STATE_PATH, renderState(state)]]);
  publishGeneration(plan.tree, generation);
  return {
    findings,
    packages: packages.length,
    signed: describeSigned(plan, signed),
  };
}

/** What npm tells for the tarballs' addresses; without it a catalog is published too, and that is told. */
async function askRegistries({ root, environment, warn }: PublishPlan): Promise<KnownRegistries | undefined> {
  try {
    return await readKnownRegistries(root, environment);
  } catch (error) {
    if (!(error instanceof PakError)) throw error;
    warn?.(`npm/ is left out: ${error.message}; ${error.fix}, then run pak sign --full`);
    return undefined;
  }
}

/** Sorts the digests of all packages into bins, about as many as the root of their number. */
export function buildBins(packages: readonly PublishedPackage[]) {
  const prefix = prefixDigits(packages.length);
  const names = new Map<string, Record<string, FileDigest>>();
  for (const { name, digest } of packages) {
    const digits = binDigits(name, prefix);
    let bin = names.get(digits);
    if (bin === undefined) names.set(digits, (bin = Object.create(null) as Record<string, FileDigest>));
    bin[name] = digest;
  }
  const files: [string, string][] = [];
  const digests: Record<string, FileDigest> = {};
  for (const digits of [...names.keys()].sort()) {
    const { path, text, digest } = buildBin(digits, names.get(digits)!);
    files.push([path, text]);
    digests[digits] = digest;
  }
  return { prefix, files, digests };
}

/** The publication before: the generation here, else the branch that was pushed, else nothing. */
function openBefore(root: string, generation: string | undefined): PublishedReader {
  if (generation === undefined) return openPublishedBranch(root) ?? (() => undefined);
  return path => readIfPresent(join(generation, PUBLIC_FOLDER, path));
}
