import { type ChangedFile, checkTree } from "../../model/entry/tree.ts";
import { type Finding, finding } from "../../model/finding.ts";
import { parsePath } from "../../model/name/paths.ts";
import { sortFindings } from "../catalog/findings.ts";

/**
 * Tells what a branch and the catalog both changed: the branch says something of a state that is no more.
 *
 * @param paths none when the two don't go back to one commit
 */
export function makeConflictFindings(paths: readonly string[]): Finding[] {
  const whose = paths.map(path => {
    const parsed = parsePath(path);
    return finding(
      "TREE_CONFLICT",
      parsed?.kind === "entry"
        ? `${parsed.name} was published or changed by somebody else in the meantime`
        : "the catalog's file changed in the meantime",
      { file: path, expected: EXPECTED_BASE, fix: RENEW },
    );
  });
  if (whose.length > 0) return whose;
  return [
    finding("TREE_CONFLICT", "the branch does not go back to one commit of the catalog", {
      expected: EXPECTED_BASE,
      fix: RENEW,
    }),
  ];
}

const EXPECTED_BASE = "a change upon the catalog's newest commit";
const RENEW =
  "run pak again: it fetches the newest state, and says whether the change is still yours to make";

/** Findings beyond which only those are told that make the change too large. */
const MOST_FINDINGS = 100;

const OVERSIZED = new Set(["TREE_TOO_MANY", "TREE_MULTIPLE_NAMES", "TREE_FILE_TOO_LARGE"]);

/** What is wrong with a change that is too large to be read at all; nothing for any other. */
export function findOversized(
  files: readonly ChangedFile[],
  { isMaintainer, isBot }: { readonly isMaintainer: boolean; readonly isBot: boolean },
): Finding[] {
  const found = checkTree(files, { isMaintainer, isBot });
  if (!found.some(({ code }) => OVERSIZED.has(code))) return [];
  if (found.length > MOST_FINDINGS)
    return found.filter(({ code }) => OVERSIZED.has(code)).slice(-MOST_FINDINGS);
  // Whether a release is withdrawn in a releases file is seen by reading it.
  return sortFindings(found.filter(({ file }) => file === undefined || parsePath(file)?.kind !== "releases"));
}
