import { appendFileSync } from "node:fs";
import { type Finding, isBlocking } from "../../model/finding.ts";
import {
  renderActionsMessage,
  renderActionsValue,
  renderCodeSpan,
  renderTerminal,
} from "../../model/text/terminal.ts";

/** Where findings go. */
export interface ReportTarget {
  readonly environment: Readonly<Record<string, string | undefined>>;
  print(line: string): void;
  report(line: string): void;
}

/** GitHub shows at most 50 annotations of a step; the summary has them all. */
const MOST_ANNOTATIONS = 50;
const MOST_SUMMARY = 500;

/**
 * Tells people and programs what was found: as lines for a person, as one JSON document (`schemas/findings`),
 * and, in a GitHub workflow, as annotations and a step summary.
 *
 * @param checked how many packages were looked at
 * @returns whether a finding blocks
 */
export function reportFindings(
  findings: readonly Finding[],
  target: ReportTarget,
  { isJson = false, checked }: { isJson?: boolean; checked?: number } = {},
): boolean {
  const { environment } = target;
  if (isJson)
    target.print(JSON.stringify({ ...(checked === undefined ? {} : { checked }), findings }, null, 2));
  else for (const found of findings) for (const line of renderFinding(found)) target.report(line);
  if (environment.GITHUB_ACTIONS === "true") {
    for (const found of findings.slice(0, MOST_ANNOTATIONS)) target.report(renderAnnotation(found));
    const summary = environment.GITHUB_STEP_SUMMARY;
    if (summary !== undefined) appendFileSync(summary, renderSummary(findings, checked));
  }
  return findings.some(isBlocking);
}

/** A finding as a person reads it: place, code, what is wrong; what was expected; what to do. */
export function renderFinding(found: Finding): string[] {
  const place = [found.file ?? "catalog", found.line, found.column]
    .filter(part => part !== undefined)
    .join(":");
  const lines = [`${place} ${found.severity ?? "error"} ${found.code} ${found.message}`];
  if (found.expected !== undefined) lines.push(`    expected: ${found.expected}`);
  if (found.fix !== undefined) lines.push(`    to mend it: ${found.fix}`);
  return lines.map((line, at) => (at === 0 ? "" : "    ") + renderTerminal(line.trim()));
}

function renderAnnotation(found: Finding): string {
  const kind = { error: "error", held: "error", warning: "warning" }[found.severity ?? "error"];
  const properties = { file: found.file, line: found.line, col: found.column, title: found.code };
  const known = Object.entries(properties)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${renderActionsValue(String(value))}`);
  const message = [
    found.message,
    found.expected && `Expected: ${found.expected}`,
    found.fix && `To mend it: ${found.fix}`,
  ];
  return `::${kind} ${known.join(",")}::${renderActionsMessage(message.filter(Boolean).join("\n"))}`;
}

/** Markdown for the step summary; every text from a file stands in a code span. */
export function renderSummary(findings: readonly Finding[], checked?: number): string {
  const count = findings.length === 1 ? "1 finding" : `${findings.length} findings`;
  const head = `### Catalog check: ${findings.length === 0 ? "all is well" : count}\n\n`;
  const packages = checked === undefined ? "" : `${checked} packages checked.\n\n`;
  if (findings.length === 0) return head + packages;
  const rows = findings.slice(0, MOST_SUMMARY).map(found => {
    const place = [found.file ?? "catalog", found.line].filter(part => part !== undefined).join(":");
    return [place, found.code, found.message, found.fix ?? found.expected ?? ""].map(renderCell).join(" | ");
  });
  return `${head}${packages}| where | code | what | how to mend it |\n|---|---|---|---|\n${rows.map(row => `| ${row} |\n`).join("")}\n`;
}

function renderCell(text: string): string {
  return text === "" ? "" : renderCodeSpan(text).replace(/\|/g, "\\|");
}
