import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { constants } from "node:os";
import type { Stop } from "../../model/build/limits.ts";
import type { SandboxOrder, SandboxRun } from "./sandbox.ts";
import type { Task } from "./tasks.ts";
import { watchStep } from "./watch.ts";

/** A step that runs. */
export interface Running {
  /** Its output is piped. */
  readonly child: ChildProcess;
  /** Its processes, now. */
  list(): Task[];
  /** Kills what is left of it, and returns when nothing is. */
  end(): Promise<void>;
}

/**
 * Runs a step under watch to its end, and the end of everything that it started.
 *
 * @param folders that it can fill
 * @throws the reason of the order's signal; what `see` throws
 */
export async function runStep(
  order: SandboxOrder,
  folders: readonly string[],
  start: () => Running,
): Promise<SandboxRun> {
  const { limits } = order;
  const failed = new AbortController();
  const signal = AbortSignal.any([failed.signal, ...(order.signal === undefined ? [] : [order.signal])]);
  signal.throwIfAborted();
  let running: Running | undefined;
  let stopped: Stop | undefined;
  const stop = (why: Stop) => {
    stopped ??= why;
    running?.end();
  };
  const abort = () => running?.end();
  const watch = await watchStep({ limits, folders, list: () => running?.list() ?? [], stop });
  const began = performance.now();
  running = start();
  const { child } = running;
  const exited = once(child, "exit");
  const closed = once(child, "close").catch(() => {});
  signal.addEventListener("abort", abort);
  if (signal.aborted) abort();
  try {
    see(child, order, stop, failed);
    const [code, killed] = await exited;
    await running.end();
    await closed;
    const seconds = (performance.now() - began) / 1000;
    signal.throwIfAborted();
    if (await watch.end()) stopped ??= "disk";
    if (stopped !== undefined) return { stopped, seconds };
    return { exit: code ?? 128 + constants.signals[killed as NodeJS.Signals], seconds };
  } finally {
    signal.removeEventListener("abort", abort);
    await watch.end();
  }
}

/** Shows what a step prints, up to its limit; who can't take it fails the step. */
function see(
  { stdout, stderr }: ChildProcess,
  order: SandboxOrder,
  stop: (why: Stop) => void,
  failed: AbortController,
): void {
  let left = order.limits.output;
  for (const stream of [stdout, stderr]) {
    stream!.on("data", (piece: Buffer) => {
      try {
        if (left > 0) order.see(piece.subarray(0, left));
      } catch (error) {
        failed.abort(error);
      }
      left -= piece.length;
      if (left < 0) stop("output");
    });
  }
}
