import { isName } from "../name/name.ts";
import { parseVersionExpression } from "../version/expression.ts";
import { isVersion } from "../version/version.ts";

/** Catalogs that can be chosen by what stands before a name. */
export const CATALOG_KINDS = ["pak", "npm", "bower"] as const;

export type CatalogKind = (typeof CATALOG_KINDS)[number];

const KIND = new RegExp(`^(?:(${CATALOG_KINDS.join("|")}):)?`);

/** A package as a person types it: `jquery`, `jquery#^3`, `jquery@3.7.1`, `npm:jquery`. */
export interface PackageWord {
  /** With the chosen catalog before it, as the application's `pak.json` spells it. */
  readonly asked: string;
  readonly kind: CatalogKind | undefined;
  readonly name: string;
  /** Which versions will do; a version after `@` is itself. */
  readonly expression: string | undefined;
}

/**
 * Reads `[pak:|npm:|bower:]NAME[#EXPRESSION|@VERSION]`; `undefined` for anything else.
 *
 * Source: `Package.parseEndpoint` of the original program.
 */
export function parsePackageWord(word: string): PackageWord | undefined {
  const bare = withoutKind(word);
  const [, name, sign, expression] = /^([^#@:]*)(?:([#@])(.*))?$/s.exec(bare) ?? [];
  if (!isName(name)) return undefined;
  const isRight =
    sign === undefined ||
    (sign === "@" ? isVersion(expression) : parseVersionExpression(expression!) !== undefined);
  if (!isRight) return undefined;
  const kind = KIND.exec(word)?.[1] as CatalogKind | undefined;
  return { asked: kind === undefined ? name : `${kind}:${name}`, kind, name, expression };
}

/** Whether a catalog of this name is a registry that nobody signs: what it has is known by its prefix. */
export function isRegistry(catalog: string): boolean {
  return catalog === "npm" || catalog === "bower";
}

/** A name without the catalog that may stand before it. */
export function withoutKind(word: string): string {
  return word.replace(KIND, "");
}

/** Whether a text names a package, with or without its catalog, and no version. */
export function isPackageName(text: string): boolean {
  return parsePackageWord(text)?.asked === text;
}
