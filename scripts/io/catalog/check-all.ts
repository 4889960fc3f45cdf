import type { PackageFact } from "../../model/catalog/fact.ts";
import { checkAcross } from "../../model/catalog/rules.ts";
import type { Finding } from "../../model/finding.ts";
import { keyPath } from "../../model/name/paths.ts";
import type { PackageParts } from "../../model/published/build.ts";
import { checkKeyFile } from "../owners/check-key-file.ts";
import type { PublishedPackage } from "../publication/write-package.ts";
import { locateInFile, sortFindings } from "./findings.ts";
import { type PassOrder, runPass } from "./pass.ts";

/** A whole catalog, checked. */
export interface CheckedCatalog {
  /** Sorted by file and line. */
  readonly findings: readonly Finding[];
  readonly facts: ReadonlyMap<string, PackageFact>;
  readonly published: readonly PublishedPackage[];
  readonly aliases: readonly PackageParts[];
}

/** Checks every package of a work tree or a commit by every rule, in one streaming pass and a look across. */
export async function checkAll(order: PassOrder): Promise<CheckedCatalog> {
  const pass = await runPass(order);
  const facts = new Map(pass.facts.map(fact => [fact.name, fact]));
  const keys = new Set(pass.keys);
  const view = { factOf: (name: string) => facts.get(name), hasKey: (key: string) => keys.has(key) };
  const across = pass.facts.flatMap(fact => checkAcross(fact, view));
  const read = pass.open([...across.flatMap(found => found.file ?? []), ...pass.keys.map(keyPath)]);
  const located = across.map(found => locateInFile(found, read));
  const ofKeys = await Promise.all(pass.keys.map(key => checkKeyFile(key, read(keyPath(key))!)));
  return {
    findings: sortFindings([...pass.findings, ...located, ...ofKeys.flat()]),
    facts,
    published: pass.published,
    aliases: pass.aliases,
  };
}
