import { PakError } from "../errors.ts";
import { loadRulebook } from "../io/catalog/rulebook.ts";
import { readSettings } from "../io/catalog/settings.ts";
import { readNpmConfiguration } from "../io/npm/configuration.ts";
import { openMetadataCache } from "../io/npm/metadata-cache.ts";
import { reportFindings } from "../io/output/report.ts";
import { readPlan } from "../io/refresh/plan.ts";
import { refreshPackage } from "../io/refresh/refresh-package.ts";
import { buildSummary, renderNotes, renderSummary, type Summary } from "../io/refresh/summary.ts";
import { runLimited } from "../io/remote/limited.ts";
import { renderInstant } from "../model/text/instant.ts";
import { defineCommand } from "./command.ts";
import { readOwnSettings } from "./own-settings.ts";

/** Requests under way at once, unless `--limit` says otherwise. */
const LIMIT = 8;

/** Hours a release must be old: most poisoned releases are found and withdrawn within three days. */
const COOLDOWN = 72;

export const refresh = defineCommand({
  name: "refresh",
  words: "[NAME…]",
  wordCount: [0, Number.POSITIVE_INFINITY],
  flags: {
    "dry-run": { summary: "tell what would be recorded and write nothing" },
    limit: { summary: `requests under way at once (${LIMIT})`, value: "N" },
  },
  examples: ["pak refresh", "pak refresh jquery bootstrap --dry-run"],
  async run(world, { words, flags }) {
    const limit = parseLimit(flags.limit);
    const isDryRun = flags["dry-run"] === true;
    const settings = readSettings(world.root);
    const rulebook = await loadRulebook(world.tool, settings);
    const plan = readPlan(world.root, rulebook, words);
    const names = plan.subjects.map(subject => subject.npm);
    const tools = {
      root: world.root,
      rulebook,
      configuration: await readNpmConfiguration(world.root, world.environment),
      cache: openMetadataCache(world.home),
      fetch: world.fetch,
      until: makeUntil(world.now(), settings.cooldown ?? readOwnSettings(world).cooldown ?? COOLDOWN),
      isDryRun,
    };
    let done = 0;
    const outcomes = await runLimited(plan.subjects, limit, async subject => {
      const outcome = await refreshPackage(subject, tools);
      done += 1;
      world.progress(`Asked for ${done} of ${names.length} packages`);
      return outcome;
    });
    world.progress("");
    const summary = buildSummary(plan, outcomes, isDryRun);
    if (flags.json === true) world.print(JSON.stringify(summary, null, 2));
    else {
      for (const line of renderSummary(summary)) world.print(line);
      reportFindings(summary.findings, world, { isJson: false });
    }
    for (const line of renderNotes(summary)) world.report(line);
    return exitOf(summary);
  },
});

/** Findings before failures: that a registry was away is mended by waiting, a changed digest is not. */
function exitOf(summary: Summary): number {
  if (summary.findings.length > 0) return 1;
  return summary.failures.length > 0 ? 5 : 0;
}

function parseLimit(value: unknown): number {
  if (value === undefined) return LIMIT;
  if (typeof value === "string" && /^[1-9]\d?$/.test(value)) return Number(value);
  throw new PakError("USAGE", "--limit wants a number from 1 to 99", { fix: `leave it out for ${LIMIT}` });
}

/** RFC 3339 in UTC with seconds: `hours` before `now`. */
function makeUntil(now: Date, hours: number): string {
  return renderInstant(new Date(now.getTime() - hours * 3_600_000));
}
