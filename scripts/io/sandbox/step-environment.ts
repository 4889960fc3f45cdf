import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { PakError } from "../../errors.ts";
import type { SandboxOrder } from "./sandbox.ts";
import { listNumbers, readProc } from "./tasks.ts";
import { findProgram } from "./toolchain.ts";

/** 1980-01-01T00:00:00Z: the oldest instant that zip archives know (`SOURCE_DATE_EPOCH`, reproducible-builds.org). */
const EPOCH = "315532800";

/** All variables of a step: what this process knows of its person and its secrets is not among them. */
export function makeStepEnvironment(
  { environment }: SandboxOrder,
  path: readonly string[],
  home: string,
): Record<string, string> {
  return {
    LANG: "C.UTF-8",
    TZ: "UTC",
    SOURCE_DATE_EPOCH: EPOCH,
    ...environment,
    PATH: path.join(":"),
    HOME: home,
  };
}

/** @throws PakError BUILD_TOOL when a step's program is not installed; one of the package's own is its own matter */
export function requireProgram({ step: [program] }: SandboxOrder, path: readonly string[]): void {
  if (program.includes("/") || findProgram(program, path) !== undefined) return;
  throw new PakError("BUILD_TOOL", `the build needs ${program}, which is not installed here`, {
    fix: `install ${program}, outside of your home or in a folder of its own there, and put it on PATH`,
  });
}

/** open(2): closed in every program that is started. */
const O_CLOEXEC = 0o2000000;

/**
 * Starts a program that has no open files of ours but an empty input and pipes: whoever started this process may have
 * left it files and folders open, and an open folder leads out of every sandbox.
 *
 * @param pipes how many, from descriptor 1 on
 */
export function spawnAlone(
  program: string,
  words: readonly string[],
  pipes: number,
  options: Pick<SpawnOptions, "cwd" | "env" | "uid" | "gid" | "detached">,
): ChildProcess {
  const nothing = openSync("/dev/null", "r+");
  try {
    const inherited = new Set(listInherited());
    const last = Math.max(pipes, ...inherited);
    const stdio = Array.from({ length: last + 1 }, (_, descriptor) => {
      if (descriptor > 0 && descriptor <= pipes) return "pipe";
      return descriptor === 0 || inherited.has(descriptor) ? nothing : "ignore";
    });
    return spawn(program, words, { ...options, stdio });
  } finally {
    closeSync(nothing);
  }
}

function listInherited(): number[] {
  return listNumbers("/proc/self/fd").filter(descriptor => {
    const flags = /^flags:\s+([0-7]+)$/m.exec(readProc(`/proc/self/fdinfo/${descriptor}`))?.[1];
    return flags !== undefined && (Number.parseInt(flags, 8) & O_CLOEXEC) === 0;
  });
}
