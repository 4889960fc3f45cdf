import { isName } from "../name/name.ts";
import { parseVersionExpression } from "../version/expression.ts";
import { isVersion } from "../version/version.ts";

/** A catalog that somebody chose by what stands before a name. */
export type CatalogKind = "pak" | "npm" | "bower";

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
  const [, kind, name, sign, expression] =
    /^(?:(pak|npm|bower):)?([^#@:]*)(?:([#@])(.*))?$/s.exec(word) ?? [];
  if (!isName(name)) return undefined;
  const isRight =
    sign === undefined ||
    (sign === "@" ? isVersion(expression) : parseVersionExpression(expression!) !== undefined);
  if (!isRight) return undefined;
  return {
    asked: kind === undefined ? name : `${kind}:${name}`,
    kind: kind as CatalogKind | undefined,
    name,
    expression,
  };
}

/** Whether a text names a package, with or without its catalog, and no version. */
export function isPackageName(text: string): boolean {
  return parsePackageWord(text)?.asked === text;
}
