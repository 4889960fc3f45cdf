import { type Finding, isBlocking, isRefusal } from "../finding.ts";
import { SIMILARITY_LABEL } from "../name/claim.ts";
import { renderCount } from "../text/count.ts";
import type { Effect } from "./effect.ts";
import { ENDPOINT_LABEL } from "./ownership.ts";
import { renderEffects } from "./summary-effect.ts";
import { renderCell, renderTable } from "./summary-table.ts";

/** What the summary begins with, so that it is found again; nobody sees it. */
export const SUMMARY_MARKER = "<!-- pak-check -->";

/** A checked pull request. */
export interface CheckedPull {
  /** The commit that was checked, 40 hex digits: the summary is of this one and no other. */
  readonly commit: string;
  readonly findings: readonly Finding[];
  readonly effects: readonly Effect[];
  /** Labels that are on it, though perhaps since an earlier commit. */
  readonly labels?: readonly string[];
  /** When it was opened. */
  readonly created: Date;
  readonly now: Date;
  /** Whether it is still the form of an issue, whose author mends it there. */
  readonly isForm?: boolean;
}

/** Characters of the two long parts; with the rest a summary stays below 60,000 (GitHub takes 65,536). */
const MOST_FINDINGS = 22_000;
const MOST_EFFECTS = 34_000;

/** Codes that are named in the next step. */
const MOST_CODES = 10;

/** The labels by which a maintainer lets a held finding pass; the others ask for a look. */
const LABELS: Readonly<Record<string, string>> = {
  NAME_TOO_SIMILAR: SIMILARITY_LABEL,
  OWNER_NO_ENDPOINT_PROOF: ENDPOINT_LABEL,
};

/** Markdown of the one comment that tells how a pull request stands; every text from a file is in a code span. */
export function renderSummary(pull: CheckedPull): string {
  const { commit, findings, created, now } = pull;
  const waited = renderWaited(now.getTime() - created.getTime());
  const parts = [
    `${SUMMARY_MARKER}\n### Catalog check: ${renderHeadline(findings)}`,
    `**Next:** ${renderNextStep(pull)}${waited === undefined ? "" : ` It has waited ${waited}.`}`,
    `Checked commit: ${renderCell(commit)}`,
    ...(findings.length === 0 ? [] : [renderFindings(findings)]),
    ...(pull.effects.length === 0 ? [] : [renderEffects(pull.effects, MOST_EFFECTS)]),
  ];
  return parts.map(part => part.trimEnd()).join("\n\n");
}

function renderHeadline(findings: readonly Finding[]): string {
  const blocking = findings.filter(isBlocking);
  if (findings.length === 0) return "all is well";
  if (blocking.length === 0) return `all is well, with ${renderCount(findings.length, "warning")}`;
  return blocking.every(found => found.severity === "held")
    ? "waits for a maintainer"
    : renderCount(findings.length, "finding");
}

/** Who has to do what. */
function renderNextStep({ findings, effects, isForm, labels = [] }: CheckedPull): string {
  const held = listCodes(findings.filter(found => found.severity === "held"));
  const wrong = listCodes(findings.filter(isRefusal));
  const steps = [
    ...(wrong.length === 0
      ? []
      : [`the author mends ${renderCodes(wrong)} and ${isForm ? "edits the issue" : "pushes again"}`]),
    ...held.map(code => renderHeldStep(code, labels)),
  ];
  if (steps.length > 0) return `${steps.join("; then ")}.`;
  const mails = effects.flatMap(({ name, recovery }) =>
    recovery?.stage === "requested" ? [renderCell(`pak recover ${name} --challenge`)] : [],
  );
  return `nothing is left to mend: a maintainer merges${mails.length > 0 ? `, then mails the code of ${mails.join(", ")}` : ""}.`;
}

/** A label counts for the commit that it was put on, which only the check that it started has seen. */
function renderHeldStep(code: string, labels: readonly string[]): string {
  const label = LABELS[code];
  if (label === undefined) return `a maintainer looks at ${renderCell(code)}`;
  return labels.includes(label)
    ? `a maintainer merges if the check passed when ${renderCell(label)} was put on, and else puts it on again`
    : `a maintainer adds the label ${renderCell(label)}, if ${renderCell(code)} is all right`;
}

function listCodes(findings: readonly Finding[]): string[] {
  return [...new Set(findings.map(({ code }) => code))];
}

function renderCodes(codes: readonly string[]): string {
  const left = codes.length - MOST_CODES;
  const shown = codes.slice(0, MOST_CODES).map(renderCell);
  return left > 0 ? `${shown.join(", ")} and ${left} more` : shown.join(", ");
}

function renderFindings(findings: readonly Finding[]): string {
  const rows = findings.map(found => [
    renderCell([found.file ?? "catalog", found.line].filter(part => part !== undefined).join(":")),
    found.severity ?? "error",
    ...[found.code, found.message, found.fix ?? found.expected ?? ""].map(renderCell),
  ]);
  return renderTable(["where", "", "code", "what", "how to mend it"], rows, {
    most: MOST_FINDINGS,
    noun: "finding",
  });
}

const HOUR = 3_600_000;

/** Whole hours, from two days on whole days. */
function renderWaited(milliseconds: number): string | undefined {
  if (Number.isNaN(milliseconds)) return undefined;
  const hours = Math.floor(milliseconds / HOUR);
  if (hours < 1) return "less than an hour";
  return hours < 48 ? renderCount(hours, "hour") : renderCount(Math.floor(hours / 24), "day");
}
