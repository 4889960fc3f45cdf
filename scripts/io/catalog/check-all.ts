import type { PackageFact } from "../../model/catalog/fact.ts";
import { checkAcross } from "../../model/catalog/rules.ts";
import type { Finding } from "../../model/finding.ts";
import type { PackageParts } from "../../model/published/build.ts";
import { locate } from "../json/locate.ts";
import type { PublishedPackage } from "../publication/write-package.ts";
import { type PassOrder, runPass } from "./pass.ts";
import type { ReadFile } from "./source.ts";

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
  const read = pass.open(across.flatMap(found => found.file ?? []));
  const located = across.map(found => locateInFile(found, read));
  return {
    findings: sortFindings([...pass.findings, ...located]),
    facts,
    published: pass.published,
    aliases: pass.aliases,
  };
}

/** A finding about a file, with the line and column its pointer names. */
export function locateInFile(found: Finding, read: ReadFile): Finding {
  const bytes = found.file === undefined ? undefined : read(found.file);
  if (bytes === undefined || found.line !== undefined) return found;
  return { ...found, ...locate(Buffer.from(bytes).toString(), found.pointer ?? []) };
}

/** Findings in the order a person reads them: file, line, column. */
export function sortFindings(findings: readonly Finding[]): Finding[] {
  const keyOf = ({ file = "", line = 0, column = 0 }: Finding) => [file, line, column] as const;
  return [...findings].sort((a, b) => {
    const [fileA, lineA, columnA] = keyOf(a);
    const [fileB, lineB, columnB] = keyOf(b);
    if (fileA !== fileB) return fileA < fileB ? -1 : 1;
    return lineA - lineB || columnA - columnB;
  });
}
