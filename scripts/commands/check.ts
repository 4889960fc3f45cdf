import { PakError } from "../errors.ts";
import { checkAll } from "../io/catalog/check-all.ts";
import { fixForm } from "../io/catalog/fix-form.ts";
import { loadRulebook, type Rulebook } from "../io/catalog/rulebook.ts";
import { readSettings } from "../io/catalog/settings.ts";
import { checkChanges } from "../io/change/check-changes.ts";
import { readCommit } from "../io/git/git.ts";
import { type GitHub, openGitHub } from "../io/github/api.ts";
import { openAsker } from "../io/github/asker.ts";
import { fetchCommenter, keepComment } from "../io/github/comment.ts";
import { findAuthor, type PullRequest, readPullRequest } from "../io/github/event.ts";
import { fetchPull, findPulls, type OpenPull, readRepositoryPath } from "../io/github/pull.ts";
import { readEffects } from "../io/github/pull-effect.ts";
import { reportFindings } from "../io/output/report.ts";
import type { Finding } from "../model/finding.ts";
import { renderSummary, SUMMARY_MARKER } from "../model/publish/summary.ts";
import { renderTerminal } from "../model/text/terminal.ts";
import { type Arguments, defineCommand, type World } from "./command.ts";

export const check = defineCommand({
  name: "check",
  wordCount: [0, 0],
  flags: {
    base: { value: "REF", summary: "check only what changed since REF, read from git objects" },
    head: { value: "REF", summary: "with --base: the changed side (HEAD)" },
    maintainer: { summary: "with --base: a maintainer answers for the change" },
    bot: { summary: "with --base: the refresh job made the change" },
    pull: { summary: "check every open pull request of the catalog at GitHub" },
    comment: { summary: "with --pull: keep a comment up to date on each that tells how it stands" },
    fix: { summary: "write every file that can be read in the catalog's form" },
  },
  examples: ["pak check", "pak check --fix", "pak check --base origin/main"],
  async run(world, { flags }) {
    refuseFlags(flags);
    const { base, head } = flags;
    const rulebook = await loadRulebook(world.tool, readSettings(world.root));
    if (flags.fix) for (const file of fixForm(world.root)) world.report(`put into form: ${file}`);
    const checked = await runCheck();
    world.progress("");
    const isJson = flags.json === true;
    const error = checked.errors?.length ? pickError(checked.errors) : undefined;
    // A program gets one document: findings without those of a pull request that failed are none.
    if (isJson && error !== undefined) throw error;
    const isRefused = reportFindings(checked.findings, world, { isJson, checked: checked.count });
    if (!isJson) world.report(summarize(checked.findings.length, checked.count));
    if (error !== undefined) throw error;
    return isRefused && !checked.isTold ? 1 : 0;

    async function runCheck(): Promise<Checked> {
      if (flags.pull) return checkPulls(world, rulebook, flags);
      if (typeof base !== "string") {
        const progress = (done: number, all: number) => world.progress(`checking, part ${done} of ${all}`);
        const { findings, facts } = await checkAll({ root: world.root, rulebook, progress });
        return { findings, count: facts.size };
      }
      const pullRequest = await readAuthoredPull(world);
      const { findings, names } = await checkChanges({
        root: world.root,
        rulebook,
        base,
        head: typeof head === "string" ? head : "HEAD",
        isMaintainer: flags.maintainer === true || pullRequest.isMaintainer,
        isBot: flags.bot === true || pullRequest.isBot,
        labels: pullRequest.labels,
        asker: openAsker({ ...world, ...pullRequest }),
        now: world.now(),
      });
      return { findings, count: names.length };
    }
  },
});

/** What a check found, and what becomes of it. */
interface Checked {
  readonly findings: readonly Finding[];
  /** Packages that were looked at. */
  readonly count: number;
  /** Whether every pull request was told of its own findings: they are no failure of the run. */
  readonly isTold?: boolean;
  /** Why some of several pull requests could not be checked. */
  readonly errors?: readonly unknown[];
}

/** What a run with errors ends with: a bug goes before what may well happen, so that its exit code tells. */
function pickError(errors: readonly unknown[]): unknown {
  return errors.find(error => !(error instanceof PakError)) ?? errors[0];
}

function refuseFlags({ base, head, maintainer, bot, pull, comment, fix }: Arguments["flags"]): void {
  const refuse = (message: string, fix: string) => {
    throw new PakError("USAGE", message, { fix });
  };
  if (pull && (base ?? head ?? maintainer ?? bot ?? fix) !== undefined)
    refuse("--pull asks GitHub what to check, and who asks for it", "use --pull, with or without --comment");
  if (comment && !pull) refuse("--comment goes with --pull", "add --pull");
  if (base === undefined && (head ?? maintainer ?? bot) !== undefined)
    refuse("--head, --maintainer and --bot go with --base", "add --base REF");
  if (fix && base !== undefined) refuse("--fix writes files, --base looks at commits", "use one of them");
}

/** The pull request of the workflow that this runs in, with its author. */
async function readAuthoredPull(world: World): Promise<PullRequest> {
  const pull = readPullRequest(world.environment);
  if (pull.issue === undefined) return pull;
  const github = openGitHub({ ...world, token: world.environment.GITHUB_TOKEN });
  return findAuthor(pull, { github, path: readRepositoryPath(world.environment) });
}

/** Checks every open pull request: one that fails, even by a bug, keeps no other from it. */
async function checkPulls(world: World, rulebook: Rulebook, flags: Arguments["flags"]): Promise<Checked> {
  const { environment } = world;
  const token = environment.GITHUB_TOKEN;
  if (flags.comment && !token)
    throw new PakError("TOKEN", "--comment needs a token", { fix: "set GITHUB_TOKEN" });
  const github = openGitHub({ ...world, token });
  const path = readRepositoryPath(environment);
  const login = flags.comment ? await fetchCommenter(github, environment) : undefined;
  const tell = (line: string) => flags.json !== true && world.report(line);
  const pulls = await findPulls(github, path);
  if (pulls.length === 0) tell("no pull request is open");
  const [findings, errors]: [Finding[], unknown[]] = [[], []];
  let count = 0;
  for (const pull of pulls) {
    try {
      const checked = await checkPull(world, rulebook, { pull, github, path, login });
      tell(`pull request ${pull.number} at ${pull.head}${checked.state}`);
      for (const found of checked.findings) findings.push(found);
      count += checked.count;
    } catch (caught) {
      const why = renderTerminal(caught instanceof Error ? caught.message : String(caught));
      tell(`pull request ${pull.number} at ${pull.head} could not be checked: ${why}`);
      errors.push(caught);
    }
  }
  return { findings, count, errors, isTold: login !== undefined };
}

interface PullOrder {
  readonly pull: OpenPull;
  readonly github: GitHub;
  readonly path: string;
  /** Who comments; absent: nobody. */
  readonly login: string | undefined;
}

async function checkPull(world: World, rulebook: Rulebook, { github, path, login, ...given }: PullOrder) {
  const [{ root }, now] = [world, world.now()];
  const pull = await findAuthor(given.pull, { github, path });
  fetchPull(root, pull);
  // The catalog is what is checked out, whatever the pull request was opened upon.
  const base = readCommit(root, "HEAD");
  const { findings, names, tree, isOfCatalog } = await checkChanges({
    ...pull,
    root,
    rulebook,
    base,
    labels: [],
    asker: openAsker({ ...world, ...pull }),
    now,
  });
  const checked = { findings, count: names.length };
  if (login === undefined) return { ...checked, state: "" };
  // A change of the tool is for people to talk about.
  if (!isOfCatalog) return { ...checked, state: ": no package in it, no comment" };
  const { head: commit, created, number, labels } = pull;
  const effects = tree === undefined ? [] : readEffects({ root, rulebook, base, tree, names });
  const text = renderSummary({ commit, findings, effects, labels, created, now });
  const state = await keepComment({ github, path, number, login, marker: SUMMARY_MARKER, text });
  return { ...checked, state: `: comment ${state}` };
}

function summarize(findings: number, packages: number): string {
  const checked = `${packages} ${packages === 1 ? "package" : "packages"} checked`;
  return findings === 0
    ? `${checked}, all is well`
    : `${checked}, ${findings} ${findings === 1 ? "finding" : "findings"}`;
}
