import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";

/** What a whole process cost. */
export interface Cost {
  /** Wall time, milliseconds. */
  readonly time: number;
  /** Highest resident memory, bytes. */
  readonly memory: number;
  readonly stdout: string;
}

/**
 * Runs a command to its end and gives its cost.
 *
 * @throws Error when it ends with another status than 0
 */
export function measure(
  root: string,
  words: readonly string[],
  environment: Record<string, string> = {},
): Promise<Cost> {
  const start = performance.now();
  const child = spawn(words[0]!, words.slice(1), {
    cwd: root,
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let memory = 0;
  const watch = setInterval(() => {
    memory = Math.max(memory, readMemory(child.pid));
  }, 20);
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", chunk => (stdout += chunk));
  child.stderr.on("data", chunk => (stderr += chunk));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", status => {
      clearInterval(watch);
      const time = performance.now() - start;
      if (status === 0) resolve({ time, memory, stdout });
      else reject(new Error(`${words.join(" ")} ended with ${status}: ${stderr.slice(-2_000)}`));
    });
  });
}

/** Linux keeps the highest resident size of a process; elsewhere memory is not measured. */
function readMemory(pid: number | undefined): number {
  try {
    const kilobytes = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return Number(kilobytes ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/** The middle of several runs. */
export async function median(runs: number, run: (at: number) => Promise<Cost>): Promise<Cost> {
  const costs: Cost[] = [];
  for (let at = 0; at < runs; at++) costs.push(await run(at));
  return costs.sort((a, b) => a.time - b.time)[runs >> 1]!;
}
