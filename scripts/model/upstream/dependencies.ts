import validRange from "semver/ranges/valid.js";
import { isJsonObject } from "../json.ts";
import { parseVersionExpression } from "../version/expression.ts";

/** Dependencies of one version: at most this many are recorded. */
const MOST = 1_000;

/** UTF-16 units of an expression. */
const LONGEST = 256;

/** npm's rule for new names, with the upper case that old ones may have. */
const NPM_NAME = /^(?:@[a-z0-9~][a-z0-9._~-]*\/)?[a-zA-Z0-9~][a-zA-Z0-9._~-]*$/;

/** Keys that no JSON file of the catalog may have. */
const DANGEROUS: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

/**
 * Copies what the catalog can hold: npm names as npm gives them, and version expressions in Pak's language or
 * npm's. Addresses (which would name hosts), tags, other packages' names and paths are left out.
 *
 * @param except names to leave out without counting them
 * @returns `kept` sorted by name and absent when empty; `all` names that stood there, kept or not
 */
export function parseDependencies(
  value: unknown,
  except: ReadonlySet<string> = new Set(),
): { kept?: Readonly<Record<string, string>>; all: ReadonlySet<string>; skipped: number } {
  const entries = isJsonObject(value) ? Object.entries(value).filter(([name]) => !except.has(name)) : [];
  const kept = entries.filter(isRecordable).slice(0, MOST);
  kept.sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    ...(kept.length === 0 ? {} : { kept: Object.fromEntries(kept) }),
    all: new Set(entries.map(([name]) => name)),
    skipped: entries.length - kept.length,
  };
}

function isRecordable(entry: [string, unknown]): entry is [string, string] {
  const [name, expression] = entry;
  return (
    name.length <= 214 &&
    NPM_NAME.test(name) &&
    !DANGEROUS.has(name) &&
    typeof expression === "string" &&
    isExpression(expression)
  );
}

/** The empty text is left out: it means any version to npm and none to Pak. */
function isExpression(text: string): boolean {
  if (text.trim() === "" || text.length > LONGEST || !/^[ -~]*$/.test(text)) return false;
  return parseVersionExpression(text) !== undefined || validRange(text) !== null;
}
