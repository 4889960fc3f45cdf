import type { Finding } from "../finding.ts";
import { isJsonObject, type Json, type JsonObject } from "../json.ts";

/** A job with its name. */
export interface Job {
  readonly name: string;
  readonly body: JsonObject;
  readonly steps: readonly JsonObject[];
}

/** A parsed GitHub workflow, as its rules look at it. */
export interface Workflow {
  readonly document: JsonObject;
  /** Names of the events that start it. */
  readonly triggers: ReadonlySet<string>;
  readonly jobs: readonly Job[];
}

/** One thing that a workflow must not do; codes are zizmor's where it has the same audit. */
export type PolicyRule = (workflow: Workflow) => Finding[];

/** Reads the shape of a parsed YAML document; what is no workflow has no jobs. */
export function readWorkflow(document: Json): Workflow {
  const body = isJsonObject(document) ? document : {};
  const jobs = isJsonObject(body.jobs) ? Object.entries(body.jobs) : [];
  return {
    document: body,
    triggers: new Set(listTriggers(body.on ?? null)),
    jobs: jobs.flatMap(([name, job]) => {
      if (!isJsonObject(job)) return [];
      const steps = Array.isArray(job.steps) ? job.steps.filter(isJsonObject) : [];
      return [{ name, body: job, steps }];
    }),
  };
}

function listTriggers(on: Json): string[] {
  if (typeof on === "string") return [on];
  if (Array.isArray(on)) return on.map(String);
  return isJsonObject(on) ? Object.keys(on) : [];
}

/** The action a step uses, without its version: `actions/checkout`. */
export function actionOf(step: JsonObject): string | undefined {
  return typeof step.uses === "string" ? step.uses.split("@")[0] : undefined;
}

/** The inputs of a step. */
export function inputsOf(step: JsonObject): JsonObject {
  return isJsonObject(step.with) ? step.with : {};
}

/** Every text inside a value. */
export function listTexts(value: Json | undefined): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(inside => listTexts(inside as Json));
}

/** Applies a check to every step of every job. */
export function eachStep(jobs: readonly Job[], check: (step: Job["steps"][number]) => Finding[]): Finding[] {
  return jobs.flatMap(job => job.steps.flatMap(check));
}
