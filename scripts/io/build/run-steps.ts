import type { TestResult } from "../../model/build/build.ts";
import type { Limits } from "../../model/build/limits.ts";
import type { Phase, PlannedStep } from "../../model/build/plan.ts";
import { findRefusal } from "../../model/build/refusal.ts";
import type { Finding } from "../../model/finding.ts";
import type { Sandbox, SandboxOrder } from "../sandbox/sandbox.ts";
import type { BuildLog } from "./build-log.ts";

/** Where steps run, and what they may use. */
export interface Workshop {
  readonly sandbox: Sandbox;
  /** Folders of this machine by where steps see them. */
  readonly writable: SandboxOrder["writable"];
  /** Where steps start, as they see it. */
  readonly cwd: string;
  /** Variables of every step. */
  readonly environment: Readonly<Record<string, string>>;
  readonly limits: Limits;
  readonly signal?: AbortSignal;
  readonly log: BuildLog;
}

/** Characters of a command line that the log shows. */
const LONGEST = 400;

/** Bytes at the end of what a step prints that tell why it failed. */
const LAST = 65_536;

/**
 * Runs steps one after the other, until one fails. They share the time that the limits allow, so many quick steps last
 * no longer than one.
 *
 * @returns why the last one failed; nothing when all were well
 * @throws PakError BUILD_TOOL when there is no such program
 */
export async function runSteps(steps: readonly PlannedStep[], workshop: Workshop): Promise<Finding[]> {
  const { log, sandbox, environment, limits, ...places } = workshop;
  let { seconds } = limits;
  for (const planned of steps) {
    const { phase, step } = planned;
    log.note(`${phase}: ${step.join(" ").replace(/\s+/g, " ").slice(0, LONGEST)}`);
    let output = "";
    const allowed = { ...limits, seconds };
    const run = await sandbox.run({
      ...places,
      step,
      environment: { ...environment, ...planned.environment },
      network: phase === "fetch",
      limits: allowed,
      see(piece) {
        log.see(piece);
        output = (output + Buffer.from(piece).toString("latin1")).slice(-LAST);
      },
    });
    const text = Buffer.from(output, "latin1").toString();
    const found = findRefusal({ step, end: run, limits: allowed, sandbox: sandbox.kind, output: text });
    if (found !== undefined) return [renamePhase(found, phase)];
    seconds = Math.max(1, Math.ceil(seconds - run.seconds));
  }
  return [];
}

/** A test that fails says something of the package, where other steps may say something of the recipe. */
function renamePhase(found: Finding, phase: Phase): Finding {
  if (phase !== "test" || found.code !== "BUILD_STEP") return found;
  return { ...found, code: "BUILD_TEST", message: `a test failed: ${found.message}` };
}

/** What is to say of a package's tests. What failed before them kept them from passing. */
export function judgeTests(steps: readonly PlannedStep[], isPassed: boolean): TestResult {
  if (steps.every(({ phase }) => phase !== "test")) return "none";
  return isPassed ? "passed" : "failed";
}
