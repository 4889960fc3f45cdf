import { makeFact, type PackageFact } from "../../model/catalog/fact.ts";
import { type CatalogView, checkAcross } from "../../model/catalog/rules.ts";
import type { Entry } from "../../model/entry/entry.ts";
import { checkTree } from "../../model/entry/tree.ts";
import { type Finding, finding } from "../../model/finding.ts";
import { isJsonObject } from "../../model/json.ts";
import { checkClaim, makeClaims } from "../../model/name/claim.ts";
import { entryPath, keyPath, parsePath, releasesPath } from "../../model/name/paths.ts";
import type { Release } from "../../model/release/release.ts";
import { locateInFile, sortFindings } from "../catalog/findings.ts";
import { type Inspected, inspectPackage } from "../catalog/inspect.ts";
import { openPackages } from "../catalog/package-source.ts";
import { readDocument, readEntry } from "../catalog/read-entry.ts";
import type { Rulebook } from "../catalog/rulebook.ts";
import { CATALOG_FOLDERS, type ReadFile } from "../catalog/source.ts";
import { readCommit } from "../git/git.ts";
import { mergeTree } from "../git/merge.ts";
import { listChanges, listTree, readBlobs } from "../git/objects.ts";
import { checkKeyChanges } from "../owners/check-key-file.ts";
import { type Asker, checkRights } from "../owners/check-rights.ts";
import { checkRecoveries } from "../recovery/check-recoveries.ts";
import { describeFiles, measureFiles } from "./describe-files.ts";
import { findBrokenAliases, findKeyless } from "./shaken.ts";
import { findOversized, makeConflictFindings } from "./shape.ts";

/** A branch that is to go into the catalog, and who asks for it. */
export interface ChangeOrder {
  readonly root: string;
  readonly rulebook: Rulebook;
  /** The catalog's newest commit. */
  readonly base: string;
  /** The branch's last commit. */
  readonly head: string;
  /** Whether a maintainer answers for it: any path, reserved names and deletions are theirs. */
  readonly isMaintainer: boolean;
  /** Whether the refresh job made it: many releases files at once. */
  readonly isBot: boolean;
  /** Labels that maintainers put on the pull request. */
  readonly labels: readonly string[];
  readonly asker: Asker;
  readonly now: Date;
}

/** Who asks for a change before anybody has looked at it. */
export const PUBLISHER = { isMaintainer: false, isBot: false, labels: [] } as const;

/** A change, checked by everything it can break. */
export interface CheckedChange {
  readonly findings: readonly Finding[];
  readonly names: readonly string[];
  /** What the catalog would hold: the branch merged into the base; absent where they don't merge. */
  readonly tree?: string;
  /** Whether it changes anything below the catalog's folders, as far as that can be told. */
  readonly isOfCatalog: boolean;
}

/**
 * Checks what the catalog would become by a branch, read from git objects and never from the work tree: the files
 * that differ between the base and the merge of both, whose they are to change, and what that breaks elsewhere.
 * Neither what the branch held once nor where it began tells what a merge does.
 *
 * @throws PakError GIT when a revision names no commit
 */
export async function checkChanges(order: ChangeOrder): Promise<CheckedChange> {
  const { root } = order;
  const base = readCommit(root, order.base);
  const head = readCommit(root, order.head);
  const merge = mergeTree(root, base, head);
  if ("conflicts" in merge)
    return { findings: makeConflictFindings(merge.conflicts), names: [], isOfCatalog: true };
  const { tree } = merge;
  const changes = listChanges(root, base, tree);
  const inCatalog = changes.filter(change =>
    CATALOG_FOLDERS.some(folder => change.path.startsWith(`${folder}/`)),
  );
  const files = measureFiles(root, order.isMaintainer ? inCatalog : changes);
  const isOfCatalog = inCatalog.length > 0;
  const oversized = findOversized(files, order);
  if (oversized.length > 0) return { findings: oversized, names: [], tree, isOfCatalog };
  const names = [...new Set(inCatalog.flatMap(change => parseName(change.path)))].sort();
  const before = openPackages(root, names, base);
  const after = openPackages(root, names, tree);
  const entriesBefore = readEntries(names, before.read, order.rulebook);
  const inspected = after.packages.map(package_ =>
    inspectPackage(
      package_,
      after.read,
      order.rulebook,
      readRecorded(before.read(releasesPath(package_.name))),
    ),
  );
  const facts = new Map<string, PackageFact | undefined>(names.map(name => [name, undefined]));
  for (const { name, entry } of inspected) if (entry !== undefined) facts.set(name, makeFact(entry));
  const view = openView(order, tree, facts);
  const shaken = [
    ...findBrokenAliases(root, tree, names, entriesBefore, facts),
    ...findKeyless(root, tree, inCatalog),
  ];
  const recovered = await checkRecoveries({ ...order, base, head, tree, changes: inCatalog });
  const findings = [
    ...checkTree(describeFiles(files, before.read, after.read), {
      isMaintainer: order.isMaintainer,
      isBot: order.isBot,
    }),
    ...inspected.flatMap(package_ => package_.findings),
    ...checkNames(order, base, names, entriesBefore, facts),
    ...checkEach(names, view),
    ...checkEach(shaken, view).map(holdRetractedTarget),
    ...checkTombstones(names, before.read, after.read),
    ...(await checkKeyChanges({ ...order, tree, changes: inCatalog, used: listKeys(facts, inspected) })),
    ...recovered.findings,
    ...(await checkRights({ ...order, base, head, tree, names, completing: recovered.completing })),
  ];
  return {
    findings: sortFindings(findings.map(found => locateInFile(found, after.read))),
    names,
    tree,
    isOfCatalog,
  };
}

function checkEach(names: readonly string[], view: CatalogView): Finding[] {
  return names.flatMap(name => {
    const fact = view.factOf(name);
    return fact === undefined ? [] : checkAcross(fact, view);
  });
}

/** Nobody's alias keeps an owner from retracting: maintainers retract the alias together with its target. */
function holdRetractedTarget(found: Finding): Finding {
  if (found.code !== "ALIAS_RETRACTED") return found;
  return { ...found, severity: "held", fix: "wait for a maintainer to redirect or retract the alias too" };
}

/** The keys that changed entries name, and those that recoveries bring. */
function listKeys(
  facts: ReadonlyMap<string, PackageFact | undefined>,
  inspected: readonly Inspected[],
): Set<string> {
  return new Set([
    ...[...facts.values()].flatMap(fact => fact?.keys ?? []),
    ...inspected.flatMap(({ recovery }) => recovery?.key ?? []),
  ]);
}

function parseName(path: string): string[] {
  const parsed = parsePath(path);
  return parsed === undefined || parsed.kind === "key" ? [] : [parsed.name];
}

/** New names are claimed against the names of the base commit. */
function checkNames(
  { root, rulebook, isMaintainer, labels }: ChangeOrder,
  base: string,
  names: readonly string[],
  before: EntriesBefore,
  facts: ReadonlyMap<string, PackageFact | undefined>,
): Finding[] {
  const fresh = names.filter(name => facts.get(name) !== undefined && !before.has(name));
  if (fresh.length === 0) return [];
  const existing = listTree(root, base, ["catalog"]).flatMap(({ path }) => {
    const parsed = parsePath(path);
    return parsed?.kind === "entry" ? [parsed.name] : [];
  });
  // Two new names of one change are also claimed against each other.
  return fresh.flatMap((name, at) =>
    checkClaim(name, makeClaims([...existing, ...fresh.slice(0, at)], []), {
      reserved: rulebook.settings.reserved,
      isMaintainer,
      labels,
    }).map(found => ({ pointer: ["name"], ...found, file: entryPath(name) })),
  );
}

/** A retracted name stays retracted, whoever asks (design, section 4). */
function checkTombstones(names: readonly string[], before: ReadFile, after: ReadFile): Finding[] {
  return names.flatMap(name => {
    const [was, is] = [before, after].map(read => readDocument(read(entryPath(name)))?.retracted);
    if (was === undefined || is !== undefined) return [];
    return [
      finding("NAME_RETIRED", `${name} was retracted and is never issued again`, {
        file: entryPath(name),
        expected: "the tombstone as it was",
        fix: "publish under another name",
      }),
    ];
  });
}

/** Entries of the base commit by name; `undefined` where a file is that is no entry. */
type EntriesBefore = ReadonlyMap<string, Entry | undefined>;

function readEntries(names: readonly string[], read: ReadFile, rulebook: Rulebook): EntriesBefore {
  return new Map(
    names.flatMap((name): [string, Entry | undefined][] => {
      const bytes = read(entryPath(name));
      return bytes === undefined ? [] : [[name, readEntry(bytes, rulebook)]];
    }),
  );
}

/** The releases that a file had recorded; none when it was no releases file. */
function readRecorded(bytes: Uint8Array | undefined): readonly Release[] | undefined {
  const releases = readDocument(bytes)?.releases;
  return Array.isArray(releases) ? (releases.filter(isJsonObject) as unknown as Release[]) : undefined;
}

/** The catalog as the merge leaves it; entries that did not change are read when a rule asks. */
function openView(
  { root, rulebook }: ChangeOrder,
  tree: string,
  facts: Map<string, PackageFact | undefined>,
): CatalogView {
  return {
    factOf(name) {
      if (!facts.has(name)) {
        const entry = readEntry(readBlobs(root, [`${tree}:${entryPath(name)}`])[0], rulebook);
        facts.set(name, entry === undefined ? undefined : makeFact(entry));
      }
      return facts.get(name);
    },
    hasKey: fingerprint => readBlobs(root, [`${tree}:${keyPath(fingerprint)}`])[0] !== undefined,
  };
}
