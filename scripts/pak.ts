import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { makeUnknown, parseArguments } from "./commands/arguments.ts";
import type { Arguments, World } from "./commands/command.ts";
import { GLOBAL_FLAGS, TABLE } from "./commands/table.ts";
import { exitOf, PakError } from "./errors.ts";
import * as help from "./io/output/help.ts";
import { renderTerminal } from "./model/text/terminal.ts";

const TOOL = findTool(import.meta.dirname);
const [verb = "--help", ...rest] = process.argv.slice(2);
const isJson = process.argv.includes("--json");

for (const stream of [process.stdout, process.stderr]) {
  // A reader that has seen enough (`pak search x | head`) is no error.
  stream.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 70));
}
process.exitCode = await run().catch(report);

/** Runs the verb that was typed and gives its exit code. */
async function run(): Promise<number> {
  if (verb === "--help" || verb === "help" || verb === "-h")
    return say(help.renderOverview(TABLE, GLOBAL_FLAGS));
  if (verb === "--version" || verb === "-v") return say(readVersion());
  if (verb === "--man" || verb === "completion") return say(await renderFromTable());
  if (verb.startsWith("-")) {
    throw new PakError("USAGE", `${verb} stands where a verb belongs`, {
      fix: "pak VERB [words] [flags]; the verbs: pak --help",
    });
  }
  const row = Object.hasOwn(TABLE, verb) ? TABLE[verb] : undefined;
  if (row === undefined) throw makeUnknown("verb", verb, Object.keys(TABLE));
  const command = await row.load();
  const given = parseArguments(command, GLOBAL_FLAGS, rest);
  if (given.flags.help) return say(help.renderHelp({ ...command, summary: row.summary }, GLOBAL_FLAGS));
  return command.run(makeWorld(given), given);
}

async function renderFromTable(): Promise<string> {
  const commands = await Promise.all(
    Object.values(TABLE).map(async row => ({ ...(await row.load()), summary: row.summary })),
  );
  if (verb === "--man") return help.renderMan(commands, GLOBAL_FLAGS);
  const script = help.renderCompletion(rest[0] ?? "", commands, GLOBAL_FLAGS);
  if (script !== undefined) return script;
  throw new PakError("USAGE", "name a shell", { fix: "pak completion bash, zsh or fish" });
}

function makeWorld({ flags }: Arguments): World {
  const { env: environment, stdin, stdout, stderr } = process;
  const isWatched = stderr.isTTY === true && !environment.CI && !flags.quiet && !isJson;
  let shown = 0;
  return {
    root: findRoot(flags.root),
    tool: TOOL,
    home: findHome(environment),
    environment,
    fetch: globalThis.fetch,
    isInteractive: stdin.isTTY === true && stdout.isTTY === true && !environment.CI,
    isColour: stderr.isTTY === true && !environment.NO_COLOR && !flags["no-color"],
    now: readClock,
    wait: milliseconds => sleep(milliseconds),
    print: line => stdout.write(`${line}\n`),
    report: line => stderr.write(`${line}\n`),
    progress(text) {
      const time = performance.now();
      if (!isWatched || (text !== "" && time - shown < 100)) return;
      shown = time;
      stderr.write(`\r\u001b[2K${renderTerminal(text)}`);
    },
    ask,
    interrupted: () =>
      new Promise(done => {
        for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => done());
      }),
  };
}

/** The terminal's own echo is what shows a typed line; without a place to echo to, it stays unseen. */
async function ask(question: string, { isSecret = false } = {}): Promise<string> {
  const { createInterface } = await import("node:readline/promises");
  const { Writable } = await import("node:stream");
  const unseen = new Writable({ write: (_piece, _encoding, done) => done() });
  process.stderr.write(question);
  const asker = createInterface({
    input: process.stdin,
    output: isSecret ? unseen : process.stderr,
    terminal: true,
  });
  const interrupted = new Promise<never>((_, reject) => {
    asker.once("SIGINT", () => reject(new PakError("INTERRUPTED", "nothing was done")));
    asker.once("close", () => reject(new PakError("INTERRUPTED", "there was no answer")));
  });
  try {
    return await Promise.race([asker.question(""), interrupted]);
  } finally {
    asker.removeAllListeners("close");
    asker.close();
    if (isSecret) process.stderr.write("\n");
  }
}

function findRoot(given: Arguments["flags"][string]): string {
  const root = attemptSystem("the current folder", () => resolve(typeof given === "string" ? given : "."));
  if (existsSync(`${root}/`)) return root;
  throw new PakError("USAGE", `--root: there is no folder ${root}`, { fix: "name one that exists" });
}

/** SOURCE_DATE_EPOCH fixes the time of a build, so that it can be repeated byte for byte (reproducible-builds.org). */
function readClock(): Date {
  const fixed = Number(process.env.SOURCE_DATE_EPOCH);
  return Number.isSafeInteger(fixed) && fixed > 0 ? new Date(fixed * 1000) : new Date();
}

/** PAK_HOME, an existing `~/.pak`, or XDG's data folder. */
function findHome({ PAK_HOME, XDG_DATA_HOME }: NodeJS.ProcessEnv): string {
  if (PAK_HOME) return resolve(PAK_HOME);
  const home = attemptSystem("your home folder", homedir);
  const old = join(home, ".pak");
  return existsSync(old) ? old : join(XDG_DATA_HOME || join(home, ".local/share"), "pak");
}

/** Asks the system for a folder that it may not have: one that was deleted, a user without a home. */
function attemptSystem(what: string, ask: () => string): string {
  try {
    return ask();
  } catch (cause) {
    const fix = "go to a folder that exists, and set HOME or PAK_HOME";
    throw new PakError("USAGE", `the system does not know ${what}`, { fix, cause });
  }
}

/** The nearest folder upwards that holds package.json: the sources' parent, or that of compiled files. */
function findTool(from: string): string {
  return existsSync(join(from, "package.json")) ? from : findTool(dirname(from));
}

function readVersion(): string {
  return (JSON.parse(readFileSync(join(TOOL, "package.json"), "utf8")) as { version: string }).version;
}

function say(text: string): number {
  process.stdout.write(`${text}\n`);
  return 0;
}

/** One line with a code and a way out. A bug keeps its stack in a file, for whoever mends it. */
function report(thrown: unknown): number {
  const error = readRefusal(thrown) ?? thrown;
  const isExpected = error instanceof PakError;
  const code = isExpected ? error.code : "BUG";
  const message = isExpected ? error.message : "this is a bug in pak";
  const fix = isExpected ? error.fix : `report it with ${keepStack(error)}`;
  if (isJson) process.stdout.write(`${JSON.stringify({ error: { code, message, fix } })}\n`);
  process.stderr.write(`pak: ${code} ${renderTerminal(message)}\n`);
  if (fix !== undefined) process.stderr.write(`  to mend it: ${renderTerminal(fix)}\n`);
  return exitOf(error);
}

/** What the disk refuses wherever it was asked: that something is no folder, or belongs to somebody else, is no bug. */
function readRefusal(error: unknown): PakError | undefined {
  const { code, path, message } = error as NodeJS.ErrnoException;
  const refusals = ["EACCES", "EPERM", "EROFS", "ENOSPC", "ENOTDIR", "EISDIR", "EEXIST"];
  if (path === undefined || !refusals.includes(code ?? "")) return undefined;
  return new PakError("READ", message, {
    fix: `check what lies at ${path}, and who may read and write there`,
    cause: error,
  });
}

function keepStack(error: unknown): string {
  const file = join(tmpdir(), `pak-bug-${process.pid}.txt`);
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`, {
      mode: 0o600,
    });
    return file;
  } catch {
    return "the command you typed";
  }
}
