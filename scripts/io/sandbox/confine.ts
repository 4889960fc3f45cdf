import type { Limits } from "../../model/build/limits.ts";
import type { Step } from "../../model/build/recipe.ts";
import { findProgram } from "./toolchain.ts";

/** Bytes and processes above the limits, so that the watch sees which limit it was before the kernel refuses. */
const SLACK = { bytes: 1024 ** 2, processes: 16 };

/** What the kernel shall do at once, before the watch (`watchStep`) looks again. */
const PROGRAMS = ["nice", "choom", "prlimit"];

/**
 * A step whose every process has bounds of its own: no core files, no file and no number of processes far above the
 * limits, less time of the processor than others, and the first to go when the machine has no memory left. New files
 * can be read by everybody, whatever the person's umask: it is no part of a package.
 *
 * @param path where programs are looked for; without those of util-linux, only the umask is set
 * @param others threads that the same user runs already: the kernel counts them too
 */
export function confine(step: Step, limits: Limits, path: readonly string[], others: number): Step {
  const bounds = [
    ["nice", "-n", "10"],
    ["choom", "-n", "1000", "--"],
    ["prlimit", "--core=0", `--fsize=${limits.disk + SLACK.bytes}`],
    [`--nproc=${limits.processes + others + SLACK.processes}`, "--"],
  ].flat();
  const hasAll = PROGRAMS.every(program => findProgram(program, path) !== undefined);
  return ["/bin/sh", "-c", 'umask 022; exec "$@"', "sh", ...(hasAll ? bounds : []), ...step];
}
