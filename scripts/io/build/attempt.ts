import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { TestResult } from "../../model/build/build.ts";
import type { Component } from "../../model/build/components.ts";
import type { Limits } from "../../model/build/limits.ts";
import { type Plan, type PlannedStep, SOURCE_PLACE } from "../../model/build/plan.ts";
import { withoutAbsent } from "../../model/json.ts";
import { withScratchFolder } from "../disk/scratch-folder.ts";
import type { Sandbox } from "../sandbox/sandbox.ts";
import { askTools } from "./ask-tools.ts";
import type { BuildLog } from "./build-log.ts";
import { type BuildFolders, type Collected, collectOutput } from "./collect-output.ts";
import { readComponents } from "./installed-components.ts";
import { type Prepared, type PrepareOrder, placeFolders, prepareBuild } from "./prepare.ts";
import { judgeTests, runSteps, type Workshop } from "./run-steps.ts";

/** How a version is built. */
export interface AttemptOrder extends PrepareOrder {
  readonly sandbox: Sandbox;
  readonly limits: Limits;
  /** Ends the build, which throws its reason. */
  readonly signal?: AbortSignal;
}

/** What came of building once. */
export interface Attempt extends Omit<Prepared, "plan"> {
  readonly tools: Readonly<Record<string, string>>;
  readonly tests: TestResult;
  /** What the package contains beside its own files. */
  readonly components: readonly Component[];
  readonly files: Collected["files"];
  /** Absent when findings say why there is none. */
  readonly packed?: NonNullable<Collected["packed"]>;
}

/**
 * Builds a version from scratch, in folders that are gone afterwards.
 *
 * @param target the archive to be written; nothing is there yet
 * @throws PakError BUILD_TOOL when a program is missing, as fetching the source does, WRITE
 */
export async function attemptBuild(order: AttemptOrder, log: BuildLog, target: string): Promise<Attempt> {
  return withScratchFolder("build", async scratch => {
    const inside = (name: string) => join(scratch, name);
    const folders = {
      source: inside("source"),
      output: inside("output"),
      own: inside("own"),
      unpacked: inside("unpacked"),
    };
    for (const folder of [folders.source, folders.output, inside("empty")]) mkdirSync(folder);
    return attemptIn(folders, inside("empty"), order, log, target);
  });
}

async function attemptIn(
  folders: BuildFolders,
  empty: string,
  order: AttemptOrder,
  log: BuildLog,
  target: string,
): Promise<Attempt> {
  const { sandbox, limits, time, signal } = order;
  const writable = placeFolders(folders);
  const placeOf = (path: string) => sandbox.placeOf(path, { writable });
  const { plan, ...prepared } = await prepareBuild(order, folders, placeOf);
  const nothing = { tools: {}, tests: "none", components: [], files: [] } as const;
  if (plan === undefined) return { ...prepared, ...nothing };
  const common = { environment: { SOURCE_DATE_EPOCH: String(time) }, limits, ...withoutAbsent({ signal }) };
  const surroundings = { ...common, writable: { [SOURCE_PLACE]: empty }, cwd: SOURCE_PLACE };
  const tools = await askTools(plan, sandbox, surroundings);
  for (const [name, version] of Object.entries(tools)) log.note(`${name}: ${version}`);
  const workshop = { ...common, sandbox, writable, cwd: SOURCE_PLACE, log };
  const done = await runPlan(plan, workshop, folders);
  const tests = judgeTests(plan.steps, done.findings.length === 0);
  const { components } = done;
  if (done.findings.length > 0) return { ...prepared, ...nothing, tools, tests, findings: done.findings };
  const { name, version } = order.selection;
  const collected = await collectOutput(plan.output, folders, target, { folder: `${name}-${version}`, time });
  return { ...prepared, ...collected, tools, tests, components };
}

/** Runs everything; in between, what was fetched is noted, before anything of the package could change it. */
async function runPlan(plan: Plan, workshop: Workshop, { source }: BuildFolders) {
  const isFetch = ({ phase }: PlannedStep) => phase === "fetch";
  const unfetched = await runSteps(plan.steps.filter(isFetch), workshop);
  if (unfetched.length > 0) return { findings: unfetched, components: [] };
  const { findings, components } = readComponents(source);
  if (findings.length > 0) return { findings, components: [] };
  return {
    findings: await runSteps(
      plan.steps.filter(step => !isFetch(step)),
      workshop,
    ),
    components,
  };
}
