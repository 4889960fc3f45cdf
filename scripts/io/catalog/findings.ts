import { type Finding, isBlocking } from "../../model/finding.ts";
import { MOST_FINDINGS, makeLeftOut } from "../json/left-out.ts";
import { locate } from "../json/locate.ts";
import { RELEASES_LIMITS } from "../json/strictness.ts";
import type { ReadFile } from "./source.ts";

/** A finding about a file, with the line and column its pointer names, unless the file is over every limit. */
export function locateInFile(found: Finding, read: ReadFile): Finding {
  const bytes = found.file === undefined ? undefined : read(found.file);
  if (bytes === undefined || bytes.length > RELEASES_LIMITS.bytes || found.line !== undefined) return found;
  return { ...found, ...locate(Buffer.from(bytes).toString(), found.pointer ?? []) };
}

/**
 * Findings in the order a person reads them: file, line, column. Of a file with more than a hundred the
 * gravest hundred are left, and one that says how many went and is as grave as the gravest of them.
 */
export function sortFindings(findings: readonly Finding[]): Finding[] {
  const byFile = [...Map.groupBy(findings, ({ file = "" }) => file)].sort(([a], [b]) => (a < b ? -1 : 1));
  return byFile.flatMap(([file, own]) => (file === "" ? own : leaveOut(file, own)).sort(comparePlaces));
}

function comparePlaces(a: Finding, b: Finding): number {
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}

/** One too many is not left out: the line that would tell so is as long. */
function leaveOut(file: string, findings: readonly Finding[]): Finding[] {
  if (findings.length <= MOST_FINDINGS + 1) return [...findings];
  const sorted = [...findings].sort((a, b) => graveness(b) - graveness(a) || comparePlaces(a, b));
  const gone = sorted.splice(MOST_FINDINGS);
  const { severity } = gone[0]!;
  return [...sorted, makeLeftOut(gone.length, { file, ...(severity === undefined ? {} : { severity }) })];
}

/** What refuses goes before what waits, and both before advice. */
function graveness(found: Finding): number {
  return isBlocking(found) ? (found.severity === "held" ? 1 : 2) : 0;
}
