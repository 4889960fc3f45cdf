import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { makeFact, type PackageFact } from "../../model/catalog/fact.ts";
import { type CatalogView, checkAcross } from "../../model/catalog/rules.ts";
import type { Finding } from "../../model/finding.ts";
import { keyPath } from "../../model/name/paths.ts";
import type { PackageParts } from "../../model/published/build.ts";
import type { PackageDocument } from "../../model/published/package-document.ts";
import { packagePath } from "../../model/published/paths.ts";
import { locateInFile, sortFindings } from "../catalog/findings.ts";
import { inspectPackage } from "../catalog/inspect.ts";
import { checkLinks } from "../catalog/package-files.ts";
import { openPackages, readPaths } from "../catalog/package-source.ts";
import type { Rulebook } from "../catalog/rulebook.ts";
import { resolveParts } from "./overview.ts";
import type { PublicationState } from "./state.ts";

/** A package as it was published and as it is now; absent where there is none. */
export interface PackageChange {
  readonly name: string;
  readonly before: PackageParts | undefined;
  readonly after: PackageParts | undefined;
}

/** What changed, checked by every rule that the change can break. */
export interface ChangedPackages {
  readonly findings: readonly Finding[];
  readonly changes: readonly PackageChange[];
  readonly aliases: ReadonlyMap<string, string>;
  readonly retracted: ReadonlySet<string>;
}

/** Reads and checks the named packages, and the aliases that lead to one of them. */
export function readChangedPackages(given: {
  readonly root: string;
  readonly rulebook: Rulebook;
  /** Read from git objects of this commit; absent: from the work tree. */
  readonly commit?: string;
  /** The published folder. */
  readonly published: string;
  readonly state: PublicationState;
  readonly names: readonly string[];
}): ChangedPackages {
  const { root, rulebook, published, state } = given;
  const names = [...new Set([...given.names, ...listAliasesOf(given.names, state)])].sort();
  const source = openPackages(root, names, given.commit);
  const inspected = source.packages.map(files => inspectPackage(files, source.read, rulebook));
  const facts = new Map<string, PackageFact | undefined>(names.map(name => [name, undefined]));
  for (const { name, entry } of inspected) if (entry !== undefined) facts.set(name, makeFact(entry));
  const factOf = (name: string) => (facts.has(name) ? facts.get(name) : recallFact(name, state, published));
  const hasKey = (key: string) => readPaths(root, [keyPath(key)], given.commit)(keyPath(key)) !== undefined;
  const view: CatalogView = { factOf, hasKey };
  const across = [...facts.values()].flatMap(fact => (fact === undefined ? [] : checkAcross(fact, view)));
  const located = across.map(found => locateInFile(found, source.read));
  const parts = new Map(
    inspected.flatMap(({ name, entry, releases, override }): [string, PackageParts][] => {
      if (entry === undefined) return [];
      const own = {
        entry,
        releases: releases?.releases ?? [],
        ...(override === undefined ? {} : { override }),
      };
      return [[name, facts.get(name)?.target === undefined ? own : resolveParts(own, factOf)]];
    }),
  );
  return {
    findings: sortFindings([
      ...checkLinks(source.links),
      ...inspected.flatMap(package_ => package_.findings),
      ...located,
    ]),
    changes: names.map(name => ({
      name,
      before: readPublishedParts(published, name),
      after: parts.get(name),
    })),
    ...updateFacts(state, facts),
  };
}

/** Aliases whose way leads over one of the names: what they resolve to may have changed. */
function listAliasesOf(names: readonly string[], { aliases }: PublicationState): string[] {
  const reached = new Set(names);
  for (let found = true; found; ) {
    found = false;
    for (const [alias, target] of Object.entries(aliases)) {
      if (reached.has(target) && !reached.has(alias)) found = Boolean(reached.add(alias));
    }
  }
  return [...reached];
}

function recallFact(name: string, state: PublicationState, published: string): PackageFact | undefined {
  if (!existsSync(join(published, packagePath(name)))) return undefined;
  const isRetracted = state.retracted.includes(name);
  return {
    name,
    ...(Object.hasOwn(state.aliases, name) ? { target: state.aliases[name]! } : {}),
    ...(isRetracted ? { isRetracted } : {}),
  };
}

function updateFacts(state: PublicationState, facts: ReadonlyMap<string, PackageFact | undefined>) {
  const aliases = new Map(Object.entries(state.aliases));
  const retracted = new Set(state.retracted);
  for (const [name, fact] of facts) {
    aliases.delete(name);
    retracted.delete(name);
    if (fact?.target !== undefined) aliases.set(name, fact.target);
    if (fact?.isRetracted) retracted.add(name);
  }
  return { aliases, retracted };
}

/** A package as a published folder tells it; `undefined` when it has none of that name. */
export function readPublishedParts(published: string, name: string): PackageParts | undefined {
  const file = join(published, packagePath(name));
  if (!existsSync(file)) return undefined;
  const { entry, releases, override, alias } = JSON.parse(readFileSync(file, "utf8")) as PackageDocument;
  return {
    entry: { $schema: "", ...entry },
    releases,
    ...(override === undefined ? {} : { override }),
    ...(alias === undefined ? {} : { alias }),
  };
}
