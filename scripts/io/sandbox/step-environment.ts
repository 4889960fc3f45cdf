import { PakError } from "../../errors.ts";
import type { SandboxOrder } from "./sandbox.ts";
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
