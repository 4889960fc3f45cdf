import type { Finding } from "../../model/finding.ts";
import { addSkipped, NOTHING_SKIPPED, type Skipped } from "../../model/upstream/upstream.ts";
import type { Plan } from "./plan.ts";
import type { Outcome } from "./refresh-package.ts";

/** What `pak refresh --json` prints. */
export interface Summary {
  /** Whether the files were left alone. */
  readonly dryRun: boolean;
  /** How many packages' upstreams were asked. */
  readonly asked: number;
  /** Packages with something new; versions newest first. */
  readonly packages: readonly {
    readonly name: string;
    readonly added: readonly string[];
    readonly deprecated: readonly string[];
  }[];
  readonly skipped: Skipped & {
    /** Packages whose endpoint is a git repository. */
    readonly git: number;
    /** Aliases, and names that were withdrawn. */
    readonly others: number;
  };
  /** Packages whose upstream gave no answer. */
  readonly failures: readonly { readonly name: string; readonly code: string; readonly message: string }[];
  readonly findings: readonly Finding[];
}

/** Assembles the outcomes, in the order of the plan. */
export function buildSummary(plan: Plan, outcomes: readonly Outcome[], isDryRun: boolean): Summary {
  const versionsOf = (releases: Outcome["added"]) => releases.map(release => release.version);
  const skipped = outcomes.reduce((sum, outcome) => addSkipped(sum, outcome.skipped), NOTHING_SKIPPED);
  return {
    dryRun: isDryRun,
    asked: outcomes.length,
    packages: outcomes
      .filter(({ added, deprecated }) => added.length + deprecated.length > 0)
      .map(({ name, added, deprecated }) => ({
        name,
        added: versionsOf(added),
        deprecated: versionsOf(deprecated),
      })),
    skipped: { git: plan.git.length, others: plan.others.length, ...skipped },
    failures: outcomes.flatMap(({ name, failure }) =>
      failure === undefined ? [] : [{ name, code: failure.code, message: failure.message }],
    ),
    findings: [...plan.findings, ...outcomes.flatMap(outcome => outcome.findings)],
  };
}

/** The result as lines: one for each package with something new. */
export function renderSummary({ packages }: Summary): string[] {
  return packages.map(({ name, added, deprecated }) =>
    [name, ...shorten("added", added), ...shorten("deprecated", deprecated)].join("  "),
  );
}

/** What was left out and why, as lines for people. */
export function renderNotes({ asked, packages, skipped, failures, dryRun }: Summary): string[] {
  const added = packages.reduce((sum, one) => sum + one.added.length, 0);
  const reasons: [number, string][] = [
    [skipped.git, "packages with git endpoints (git endpoints follow later)"],
    [skipped.others, "aliases and retracted names"],
    [skipped.versions, "versions that are no canonical semver"],
    [skipped.undigested, "versions without a SHA-512 digest"],
    [skipped.undated, "versions without a date"],
    [skipped.dependencies, "dependencies that are no version expressions"],
  ];
  return [
    `${asked} packages asked, ${added} new releases ${dryRun ? "found" : "recorded"}`,
    ...reasons.filter(([count]) => count > 0).map(([count, what]) => `skipped: ${count} ${what}`),
    ...failures.map(({ name, message }) => `not refreshed: ${name}: ${message}`),
  ];
}

function shorten(what: string, versions: readonly string[]): string[] {
  if (versions.length === 0) return [];
  const more = versions.length > 3 ? `, … (${versions.length})` : "";
  return [`${what} ${versions.slice(0, 3).join(", ")}${more}`];
}
