import { join, resolve } from "node:path";
import { ALL_BUILDERS } from "../builders/builders.ts";
import { PakError } from "../errors.ts";
import { BUILDS_FOLDER } from "../io/build/build-folder.ts";
import { buildPackage } from "../io/build/build-package.ts";
import { leavePending } from "../io/build/pending.ts";
import { readCandidates } from "../io/build/read-candidates.ts";
import { readRecorded } from "../io/catalog/recorded.ts";
import { loadRulebook, type Rulebook } from "../io/catalog/rulebook.ts";
import { readSettings } from "../io/catalog/settings.ts";
import { readNpmConfiguration } from "../io/npm/configuration.ts";
import { renderBuild } from "../io/output/build.ts";
import { reportFindings } from "../io/output/report.ts";
import { openSandbox } from "../io/sandbox/open-sandbox.ts";
import { openSources } from "../io/source/sources.ts";
import { DEFAULT_LIMITS } from "../model/build/limits.ts";
import { buildMatrix } from "../model/build/matrix.ts";
import { BUILDERS, type BuilderName } from "../model/build/recipe.ts";
import { withoutAbsent } from "../model/json.ts";
import { renderActionsLog, renderTerminal } from "../model/text/terminal.ts";
import { type Arguments, defineCommand, type World } from "./command.ts";
import { readOwnSettings } from "./own-settings.ts";
import { parseRecordedWord } from "./recorded-word.ts";
import { tell } from "./tell.ts";
import { findWorkflow } from "./workflow.ts";

/** Seconds of the longest build that can be asked for: GitHub ends a job after six hours. */
const LONGEST = 6 * 3_600;

export const build = defineCommand({
  name: "build",
  words: "NAME[@VERSION] | --matrix [NAME…]",
  wordCount: [0, Number.POSITIVE_INFINITY],
  flags: {
    builder: { value: "NAME", summary: `who builds, instead of the recipe's: ${BUILDERS.join(", ")}` },
    out: {
      value: "DIR",
      summary: `the folder of all builds (${BUILDS_FOLDER}); this one goes into NAME/VERSION`,
    },
    twice: { summary: "build a second time from scratch, and compare the bytes" },
    timeout: {
      value: "SECONDS",
      summary: `how long all steps may take together (${DEFAULT_LIMITS.seconds})`,
    },
    "require-sandbox": { summary: "refuse to build without a real sandbox, as it does wherever CI is set" },
    "no-sandbox": { summary: "build without a sandbox: only for what you would run here yourself" },
    matrix: { summary: "print the jobs for GitHub Actions that build what has a recipe and no artifact" },
    pending: {
      value: "REF",
      summary: "with --matrix: leave out what a waiting pull request records, which is at REF in git",
    },
  },
  examples: ["pak build libuv", "pak build libuv@1.49.2 --twice", "pak build --matrix"],
  async run(world, given) {
    const settings = readSettings(world.root);
    const rulebook = await loadRulebook(world.tool, settings);
    if (given.flags.pending && !given.flags.matrix)
      throw new PakError("USAGE", "--pending goes with --matrix", { fix: "add --matrix" });
    return given.flags.matrix ? tellMatrix(world, given, rulebook) : buildOne(world, given, rulebook);
  },
});

/** Tells the jobs, in both ways as JSON: a workflow reads it. */
function tellMatrix(world: World, { words, flags }: Arguments, rulebook: Rulebook): number {
  const { candidates, findings } = readCandidates(world.root, rulebook, words);
  const { pending } = flags;
  const left = typeof pending === "string" ? leavePending(world.root, pending, candidates) : candidates;
  const { matrix, waiting } = buildMatrix(left);
  if (waiting > 0) world.report(`${waiting} releases wait until these ${matrix.include.length} are built`);
  world.print(JSON.stringify(matrix));
  return reportFindings(findings, world) ? 1 : 0;
}

async function buildOne(world: World, given: Arguments, rulebook: Rulebook): Promise<number> {
  const { flags } = given;
  const word = parseRecordedWord(given);
  const [builder, seconds] = [parseBuilder(flags.builder), parseTimeout(flags.timeout)];
  const { release, selection } = readRecorded(world.root, rulebook, word.name, word.version);
  const sandbox = await openSandbox({
    environment: world.environment,
    hidden: [world.root, world.home],
    ...parseSandbox(world, flags),
  });
  const { name, version } = selection;
  const folder = typeof flags.out === "string" ? flags.out : BUILDS_FOLDER;
  const place = join(resolve(world.root, folder), name, version);
  const signal = openInterruption(world);
  if (sandbox.lack !== undefined) world.report(`without a sandbox: ${sandbox.lack}`);
  const isQuiet = flags.quiet === true || flags.json === true;
  const isActions = world.environment.GITHUB_ACTIONS === "true";
  const built = await buildPackage({
    selection,
    ...withoutAbsent({ builder }),
    fetchSource: openSources({
      fetch: (address, init) => world.fetch(address, { ...init, signal: joinSignals(init?.signal, signal) }),
      environment: world.environment,
      cwd: world.root,
      replace: readOwnSettings(world).replace,
    }),
    plan: (chosen, subject) => ALL_BUILDERS[chosen].plan(subject),
    readRegistries: async () => (await readNpmConfiguration(world.root, world.environment)).registries,
    // Whoever builds it later writes the same time.
    time: Date.parse(release.published) / 1000,
    sandbox,
    limits: { ...DEFAULT_LIMITS, seconds },
    signal,
    place,
    isTwice: flags.twice === true,
    ...findWorkflow(world),
    now: world.now,
    tell(line) {
      if (!isQuiet) world.report(isActions ? renderActionsLog(line) : renderTerminal(line));
    },
  });
  tell(world, given, built, told => renderBuild(told, place));
  return built.outcome === "passed" ? 0 : 1;
}

/** What ends when the person wants it to end; everything is tidied up then. */
function openInterruption(world: World): AbortSignal {
  const interruption = new AbortController();
  const interrupt = () => interruption.abort(new PakError("INTERRUPTED", "the build was ended"));
  void world.interrupted().then(interrupt);
  return interruption.signal;
}

function joinSignals(one: AbortSignal | null | undefined, other: AbortSignal): AbortSignal {
  return one ? AbortSignal.any([one, other]) : other;
}

function parseBuilder(given: Arguments["flags"][string]): BuilderName | undefined {
  const found = BUILDERS.find(name => name === given);
  if (given === undefined || found !== undefined) return found;
  throw new PakError("USAGE", "--builder names no builder", { fix: `name one of ${BUILDERS.join(", ")}` });
}

function parseTimeout(given: Arguments["flags"][string]): number {
  if (given === undefined) return DEFAULT_LIMITS.seconds;
  const seconds = Number(given);
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= LONGEST) return seconds;
  throw new PakError("USAGE", `--timeout wants a number of seconds from 1 to ${LONGEST}`, {
    fix: `leave it out for ${DEFAULT_LIMITS.seconds}`,
  });
}

function parseSandbox({ environment }: World, flags: Arguments["flags"]) {
  const [isUnwanted, isAsked] = [flags["no-sandbox"] === true, flags["require-sandbox"] === true];
  if (isUnwanted && isAsked) {
    throw new PakError("USAGE", "--no-sandbox and --require-sandbox contradict each other", {
      fix: "leave one out",
    });
  }
  return { isUnwanted, isRequired: !isUnwanted && (isAsked || Boolean(environment.CI)) };
}
