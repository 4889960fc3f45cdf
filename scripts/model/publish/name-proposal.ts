import { isName } from "../name/name.ts";

const LONGEST_NAME = 64;

/** No name that anybody gives a package, a repository or a folder is longer. */
const LONGEST_TEXT = 1_024;

/**
 * The catalog's name that comes nearest to a text, or `undefined` when nothing of it can be one: without npm's
 * scope and without accents, in lower case, whatever a name may not hold folded to a dash.
 */
export function proposeName(text: unknown): string | undefined {
  if (typeof text !== "string" || text.length > LONGEST_TEXT) return undefined;
  const name = text
    .replace(/^@[^/]*\//, "")
    .normalize("NFKD")
    .replace(/\p{Mn}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, between => (/^[._-]$/.test(between) ? between : "-"))
    .replace(/^[._-]|[._-]$/g, "")
    .slice(0, LONGEST_NAME)
    .replace(/[._-]$/, "");
  return isName(name) ? name : undefined;
}
