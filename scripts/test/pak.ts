import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { makeFolder } from "./repository.ts";
import { TOOL } from "./world.ts";

const PAK = join(TOOL, "scripts/bin.js");

/** What a run of the real command came to. */
export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function makeEnvironment(extra: Record<string, string>): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, HOME: makeFolder(), PAK_HOME: makeFolder(), ...extra };
}

/** Runs `pak` as a person would, in a folder, with a home of its own. */
export function runPak(
  root: string,
  words: readonly string[],
  environment: Record<string, string> = {},
): Ran {
  const ran = spawnSync(process.execPath, [PAK, ...words], {
    cwd: root,
    encoding: "utf8",
    env: makeEnvironment(environment),
  });
  return { status: ran.status, stdout: ran.stdout, stderr: ran.stderr };
}

/** Runs `pak` while the test goes on, so that it can ask a server of the test; its home stays the same with `PAK_HOME`. */
export function startPak(
  root: string,
  words: readonly string[],
  environment: Record<string, string> = {},
): Promise<Ran> {
  const child = spawn(process.execPath, [PAK, ...words], { cwd: root, env: makeEnvironment(environment) });
  return awaitEnd(child);
}

/** What a started process comes to; nobody types anything into it. */
export function awaitEnd(child: ChildProcessWithoutNullStreams): Promise<Ran> {
  child.stdin.end();
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", chunk => (stdout += chunk));
  child.stderr.on("data", chunk => (stderr += chunk));
  return new Promise(resolve => child.once("close", status => resolve({ status, stdout, stderr })));
}

/** Starts `pak serve` and gives its address once it answers; it ends with the test. */
export async function servePak(root: string, words: readonly string[] = []): Promise<string> {
  const child = spawn(process.execPath, [PAK, "serve", "--port", "0", ...words], {
    cwd: root,
    env: makeEnvironment({}),
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGTERM"));
  return new Promise((resolve, reject) => {
    let stderr = "";
    child.stderr.on("data", chunk => (stderr += chunk));
    child.stdout.once("data", line => resolve(String(line).trim()));
    child.once("exit", status => reject(new Error(`pak serve ended with ${status}: ${stderr}`)));
  });
}
