import type { Finding } from "../../model/finding.ts";
import { releasesPath } from "../../model/name/paths.ts";
import { renderCount } from "../../model/text/count.ts";
import { addSkipped, type Held, NOTHING_SKIPPED, type Skipped } from "../../model/upstream/upstream.ts";
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
  /** What was written, or would have been: paths from the catalog's folder, sorted. */
  readonly files: readonly string[];
  /** Versions that upstream has and that are not recorded, for now or for good. */
  readonly held: readonly {
    readonly name: string;
    readonly version: string;
    readonly code: Held["code"];
    /** When it can be recorded; absent: never. */
    readonly until?: string;
  }[];
  readonly skipped: Skipped & {
    /** Aliases, and names that were withdrawn. */
    readonly others: number;
    /** Packages whose upstream failed lately, and whose next try is later. */
    readonly resting: number;
  };
  /** Packages that were to be asked and were not: for the next run, which begins with them. */
  readonly postponed: number;
  /** Packages whose upstream gave no answer, or has a version that can't be recorded. */
  readonly failures: readonly { readonly name: string; readonly code: string; readonly message: string }[];
  readonly findings: readonly Finding[];
  /** The pull request with what is new. */
  readonly pull?: string;
}

/** Whether an upstream was asked, and not put off because its server takes no more requests. */
function isAsked({ health }: Outcome): boolean {
  return health !== undefined;
}

/** Assembles the outcomes. */
export function buildSummary(plan: Plan, outcomes: readonly Outcome[], isDryRun: boolean): Summary {
  const versionsOf = (releases: Outcome["added"]) => releases.map(release => release.version);
  const changed = outcomes.filter(({ added, deprecated }) => added.length + deprecated.length > 0);
  const skipped = outcomes.reduce((sum, outcome) => addSkipped(sum, outcome.skipped), NOTHING_SKIPPED);
  return {
    dryRun: isDryRun,
    asked: outcomes.filter(isAsked).length,
    packages: changed.map(({ name, added, deprecated }) => ({
      name,
      added: versionsOf(added),
      deprecated: versionsOf(deprecated),
    })),
    files: changed.map(({ name }) => releasesPath(name)).sort(),
    held: outcomes.flatMap(({ name, held }) =>
      held.map(({ version, code, waiting }) => ({
        name,
        version,
        code,
        ...(waiting === undefined ? {} : { until: waiting.until }),
      })),
    ),
    skipped: { others: plan.others.length, resting: plan.resting.length, ...skipped },
    postponed: plan.subjects.length - outcomes.filter(isAsked).length,
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
export function renderNotes(summary: Summary): string[] {
  const { asked, packages, held, skipped, postponed, failures, dryRun } = summary;
  const added = packages.reduce((sum, one) => sum + one.added.length, 0);
  const reasons: [number, string][] = [
    [skipped.others, "aliases and retracted names"],
    [skipped.resting, "packages whose upstream failed lately, until their next try"],
    [skipped.versions, "versions that are no canonical semver"],
    [skipped.undigested, "versions without a SHA-512 digest"],
    [skipped.undated, "versions without a date"],
    [skipped.dependencies, "dependencies that are no version expressions"],
    [skipped.tags, "tags with names that the catalog does not record"],
    [held.filter(({ code }) => code === "NPM_DEPRECATED").length, "versions that are deprecated already"],
  ];
  const waiting = held.flatMap(({ name, version, code, until }) =>
    code !== "COOLDOWN" ? [] : [`waiting: ${name} ${version} until ${until}`],
  );
  return [
    `${renderCount(asked, "package")} asked, ${renderCount(added, "new release")} ${dryRun ? "found" : "recorded"}`,
    ...reasons.filter(([count]) => count > 0).map(([count, what]) => `skipped: ${count} ${what}`),
    ...waiting,
    ...(postponed === 0
      ? []
      : [`put off: ${renderCount(postponed, "package")}; run it again, it begins there`]),
    ...failures.map(({ name, message }) => `not refreshed: ${name}: ${message}`),
  ];
}

function shorten(what: string, versions: readonly string[]): string[] {
  if (versions.length === 0) return [];
  const more = versions.length > 3 ? `, … (${versions.length})` : "";
  return [`${what} ${versions.slice(0, 3).join(", ")}${more}`];
}
