import { PakError } from "../errors.ts";
import { loadRulebook } from "../io/catalog/rulebook.ts";
import { readSettings } from "../io/catalog/settings.ts";
import { pushBranch } from "../io/git/push.ts";
import { openGitHub } from "../io/github/api.ts";
import { readRepositoryName } from "../io/github/pull.ts";
import { readToken } from "../io/github/token.ts";
import { readNpmConfiguration } from "../io/npm/configuration.ts";
import { openMetadataCache } from "../io/npm/metadata-cache.ts";
import { reportFindings } from "../io/output/report.ts";
import { proposeRecords } from "../io/publish/propose-records.ts";
import { fetchCloneUrl } from "../io/publish/pull-request.ts";
import { openUpstreamCache } from "../io/refresh/git-upstream.ts";
import { fetchHealth, keepHealth } from "../io/refresh/health-branch.ts";
import { openHealth } from "../io/refresh/health-store.ts";
import { type Plan, readPlan } from "../io/refresh/plan.ts";
import { refreshAll } from "../io/refresh/refresh-all.ts";
import type { RefreshTools } from "../io/refresh/refresh-package.ts";
import { buildSummary, renderNotes, renderSummary, type Summary } from "../io/refresh/summary.ts";
import { renderInstant } from "../model/text/instant.ts";
import { renderTerminal } from "../model/text/terminal.ts";
import { openCooldown } from "../model/upstream/cooldown.ts";
import { type Arguments, defineCommand, type World } from "./command.ts";
import { readOwnSettings } from "./own-settings.ts";
import { openPlace, type RecordPlace } from "./record-place.ts";

/** Packages asked for at once, unless `--limit` says otherwise. */
const LIMIT = 8;

/** Hours a release must be old: most poisoned releases are found and withdrawn within three days. */
const COOLDOWN = 72;

/** Five tries, and a quarter of an hour for a server that asks for it. */
const PAUSES = { retries: 4, leastWait: 1_000, mostWait: 15 * 60_000, isObedient: true };

export const refresh = defineCommand({
  name: "refresh",
  words: "[NAME…]",
  wordCount: [0, Number.POSITIVE_INFINITY],
  flags: {
    "dry-run": { summary: "tell what would be recorded and write nothing" },
    limit: { value: "N", summary: `packages asked for at once (${LIMIT})` },
    budget: { value: "N", summary: "ask for N packages at most, those that waited longest (all)" },
    minutes: { value: "N", summary: "begin with no further package after N minutes (never)" },
    lift: { summary: "end the quarantine of the named packages, which somebody has looked at" },
    pull: { summary: "propose what is new by a pull request at GitHub" },
    branch: {
      value: "NAME",
      summary: "keep the health of upstreams on this branch too; with --pull also at GitHub",
    },
  },
  examples: [
    "pak refresh",
    "pak refresh jquery bootstrap --dry-run",
    "pak refresh --budget 500",
    "pak refresh --pull --branch health",
  ],
  async run(world, { words, flags }) {
    const limit = parseCount(flags, "limit", 99) ?? LIMIT;
    const budget = parseCount(flags, "budget", 1_000_000);
    const minutes = parseCount(flags, "minutes", 10_000) ?? Number.POSITIVE_INFINITY;
    const start = performance.now();
    if (flags.lift && words.length === 0)
      throw new PakError("USAGE", "--lift goes with names", { fix: "name the packages that are all right" });
    const isDryRun = flags["dry-run"] === true;
    if (isDryRun && (flags.pull ?? flags.branch) !== undefined)
      throw new PakError("USAGE", "--dry-run writes nothing, also no branch", { fix: "use one of them" });
    const place = flags.pull ? openPlace(world) : undefined;
    const branch = typeof flags.branch === "string" ? flags.branch : undefined;
    const { root } = world;
    if (branch !== undefined) fetchHealth(root, branch);
    const settings = readSettings(root);
    const rulebook = await loadRulebook(world.tool, settings);
    const health = openHealth(root, rulebook.guards);
    const now = world.now();
    const plan = readPlan({ root, rulebook, names: words, healthOf: name => health.find(name), now });
    const tools: RefreshTools = {
      root,
      rulebook,
      now,
      cooldown: openCooldown(now, settings.cooldown ?? readOwnSettings(world).cooldown ?? COOLDOWN),
      isDryRun,
      isLifted: flags.lift === true,
      ...(await openUpstreams(world, plan)),
    };
    const outcomes = await refreshAll(plan.subjects.slice(0, budget), tools, {
      limit,
      health,
      isOver: () => performance.now() - start > minutes * 60_000,
      progress: (done, all) => world.progress(`Asked for ${done} of ${all} packages`),
    });
    world.progress("");
    if (branch !== undefined) await publishHealth(world, branch, place);
    const pull =
      place && (await proposeRecords({ ...place, root, branch: "refresh", title: "Record releases" }));
    const summary = {
      ...buildSummary(plan, outcomes, isDryRun),
      ...(pull === undefined ? {} : { pull: pull.url }),
    };
    tell(world, flags, summary);
    return chooseExit(summary);
  },
});

async function publishHealth(world: World, branch: string, place: RecordPlace | undefined): Promise<void> {
  const { root } = world;
  keepHealth(root, branch, renderInstant(world.now()));
  if (place === undefined) return;
  const url = await fetchCloneUrl(place.github, readRepositoryName(place.environment));
  await pushBranch({ root, url, branch, token: place.token });
}

/** The ways to npm's registry and to git's servers. */
async function openUpstreams(world: World, { subjects }: Plan): Promise<Pick<RefreshTools, "npm" | "git">> {
  const { environment, fetch, home, root } = world;
  const pauses = { ...PAUSES, wait: world.wait };
  const configuration = await readNpmConfiguration(root, environment);
  const isGit = subjects.some(({ endpoint }) => endpoint.kind === "git");
  const token = isGit ? readToken(environment) : undefined;
  return {
    npm: { fetch, configuration: { ...configuration, ...pauses }, cache: openMetadataCache(home) },
    git: {
      fetch,
      replace: readOwnSettings(world).replace,
      pauses,
      github: token === undefined ? undefined : openGitHub({ fetch, environment, token, pauses }),
      cache: openUpstreamCache(home),
    },
  };
}

function tell(world: World, flags: Arguments["flags"], summary: Summary): void {
  if (flags.json === true) world.print(JSON.stringify(summary, null, 2));
  else {
    for (const line of renderSummary(summary)) world.print(line);
    reportFindings(summary.findings, world, { isJson: false });
  }
  for (const line of renderNotes(summary)) world.report(renderTerminal(line));
  if (summary.pull !== undefined) world.report(`proposed: ${summary.pull}`);
}

/** Findings before failures: that a registry was away is mended by waiting, a changed digest is not. */
function chooseExit({ findings, failures, postponed }: Summary): number {
  if (findings.length > 0) return 1;
  return failures.length > 0 || postponed > 0 ? 5 : 0;
}

function parseCount(flags: Arguments["flags"], name: string, most: number): number | undefined {
  const value = flags[name];
  if (value === undefined) return undefined;
  if (typeof value === "string" && /^[1-9]\d{0,6}$/.test(value) && Number(value) <= most)
    return Number(value);
  throw new PakError("USAGE", `--${name} wants a number from 1 to ${most}`, { fix: "leave it out" });
}
