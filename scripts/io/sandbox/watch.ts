import type { Limits, Stop } from "../../model/build/limits.ts";
import { measureFolders, measureNameless } from "./footprint.ts";
import { isMemoryExceeded } from "./memory.ts";
import type { Task } from "./tasks.ts";

/** Milliseconds between two looks. */
const PAUSE = 100;

/** A look at the disk takes at most this part of the time. */
const DISK_SHARE = 0.2;

/** What is watched. */
export interface Watched {
  readonly limits: Limits;
  /** Folders that it can fill. */
  readonly folders: readonly string[];
  /** Its processes, now. */
  list(): Task[];
  /** Is told once, by the first limit that is exceeded. */
  stop(why: Stop): void;
}

/** A watch that goes on until it is ended. */
export interface Watch {
  /**
   * Ends it. No process of the step runs any more.
   *
   * @returns whether the step left more on the disk than it may
   */
  end(): Promise<boolean>;
}

/**
 * Watches time, processes, memory and disk of a step. Between two looks, the bounds that `confine` puts on every
 * single process hold.
 *
 * @returns once the folders are measured: a step starts after that
 */
export async function watchStep({ limits, folders, list, stop }: Watched): Promise<Watch> {
  const before = await measureFolders(folders);
  const isFull = async (nameless: number) =>
    (await measureFolders(folders)) - before + nameless > limits.disk;
  let ended = false;
  const halt = (why: Stop) => {
    if (!ended) stop(why);
    ended = true;
  };

  function lookAtProcesses(): number {
    const tasks = list();
    if (tasks.reduce((sum, task) => sum + task.threads, 0) > limits.processes) halt("processes");
    else if (isMemoryExceeded(tasks, limits.memory)) halt("memory");
    return PAUSE;
  }

  async function lookAtDisk(): Promise<number> {
    const began = performance.now();
    if (await isFull(measureNameless(list()))) halt("disk");
    return Math.max(PAUSE, (performance.now() - began) / DISK_SHARE);
  }

  function repeat(look: () => number | Promise<number>, pause: number): void {
    setTimeout(async () => {
      if (ended) return;
      repeat(look, await look());
    }, pause).unref();
  }

  repeat(lookAtProcesses, PAUSE);
  repeat(lookAtDisk, PAUSE);
  const clock = setTimeout(() => halt("seconds"), limits.seconds * 1000).unref();
  return {
    end() {
      ended = true;
      clearTimeout(clock);
      return isFull(0);
    },
  };
}
