import { resolveAlias } from "../entry/alias.ts";
import { type Finding, finding } from "../finding.ts";
import { entryPath, keyPath } from "../name/paths.ts";
import type { PackageFact } from "./fact.ts";

/** The catalog as rules across entries see it: they may look up any name, and check one. */
export interface CatalogView {
  /** The facts of a name, or `undefined` when the catalog has no such entry. */
  factOf(name: string): PackageFact | undefined;
  /** Whether `catalog/keys/FINGERPRINT.asc` exists. */
  hasKey(fingerprint: string): boolean;
}

/** A rule that needs more of the catalog than one package's files. */
export type CrossRule = (fact: PackageFact, view: CatalogView) => Finding[];

const ENDPOINT = { pointer: ["endpoint"] } as const;

/** An alias ends at a package within four hops (design, section 4). */
export const checkAliasEnds: CrossRule = (fact, view) => {
  if (fact.target === undefined) return [];
  const resolved = resolveAlias(fact.name, name => targetOf(view.factOf(name)));
  return "findings" in resolved ? resolved.findings.map(found => ({ ...ENDPOINT, ...found })) : [];
};

/** An alias that people can still use does not lead to a retracted name. */
export const checkAliasLives: CrossRule = (fact, view) => {
  if (fact.target === undefined || fact.isRetracted) return [];
  const resolved = resolveAlias(fact.name, name => targetOf(view.factOf(name)));
  if ("findings" in resolved) return [];
  const retracted = resolved.hops.find(name => view.factOf(name)?.isRetracted);
  if (retracted === undefined) return [];
  return [
    finding("ALIAS_RETRACTED", `the alias leads to ${retracted}, which was retracted`, {
      ...ENDPOINT,
      expected: "a name that is not retracted",
      fix: `point ${fact.name} at another package, or retract it too`,
    }),
  ];
};

/** The public key of an owner is in the catalog, or nobody could check a signature. */
export const checkOwnerKeys: CrossRule = (fact, view) =>
  (fact.keys ?? [])
    .filter(key => !view.hasKey(key))
    .map(key =>
      finding("OWNER_KEY_MISSING", `the public key ${key} is not in the catalog`, {
        pointer: ["owners"],
        expected: `the file ${keyPath(key)}`,
        fix: `add it: gpg --armor --export ${key} > ${keyPath(key)}`,
      }),
    );

/** Every rule across entries: a new one is a function above and a line here. */
export const crossRules: readonly CrossRule[] = [checkAliasEnds, checkAliasLives, checkOwnerKeys];

/** Applies every rule across entries to one entry. */
export function checkAcross(fact: PackageFact, view: CatalogView): Finding[] {
  return crossRules.flatMap(rule =>
    rule(fact, view).map(found => ({ ...found, file: entryPath(fact.name) })),
  );
}

/** What `resolveAlias` asks for: the next name, `null` for a package, `undefined` for nothing. */
export function targetOf(fact: PackageFact | undefined): string | null | undefined {
  return fact === undefined ? undefined : (fact.target ?? null);
}
