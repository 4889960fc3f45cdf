import type { Installation, Step } from "../install/install.ts";
import { renderFinding } from "./report.ts";
import { type ResolutionDocument, renderAllExplained, renderNotes } from "./resolution.ts";

/** An installation as `--json` tells it. */
export type InstallationDocument = Installation & ResolutionDocument;

/** An installation as lines: the result, and notes about it for people. */
export function renderInstallation(told: InstallationDocument): { result: string[]; notes: string[] } {
  const { installed, removed, kept, findings } = told;
  return {
    notes: [...renderNotes(told), ...findings.flatMap(renderFinding)],
    result: [
      ...installed.map(renderStep),
      ...removed.map(({ name, version }) => `- ${name} ${version}`),
      ...renderAllExplained(told),
      renderSummary(installed.length, removed.length, kept),
    ],
  };
}

function renderStep({ name, version, before }: Step): string {
  if (before === undefined) return `+ ${name} ${version}`;
  return before === version ? `= ${name} ${version}, repaired` : `~ ${name} ${before} → ${version}`;
}

function renderSummary(installed: number, removed: number, kept: number): string {
  const parts = [
    ...(installed > 0 ? [`${count(installed)} installed`] : []),
    ...(removed > 0 ? [`${count(removed)} removed`] : []),
    ...(kept > 0 ? [`${count(kept)} here already`] : []),
  ];
  return parts.length === 0 ? "nothing to install" : parts.join(", ");
}

function count(packages: number): string {
  return packages === 1 ? "1 package" : `${packages} packages`;
}
