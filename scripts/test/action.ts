import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { awaitEnd, type Ran } from "./pak.ts";
import { makeFolder } from "./repository.ts";
import { TOOL } from "./world.ts";

/** A composite action of the repository. */
export interface Action {
  readonly folder: string;
  readonly inputs: Readonly<Record<string, { readonly required?: boolean; readonly default?: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly ActionStep[] };
}

export interface ActionStep {
  readonly run: string;
  readonly shell: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Reads `.github/actions/NAME/action.yml`. */
export function readAction(name: string): Action {
  const folder = join(TOOL, ".github/actions", name);
  return { folder, ...(parse(readFileSync(join(folder, "action.yml"), "utf8")) as Omit<Action, "folder">) };
}

/**
 * Runs a step's script as the runner does, in a folder.
 *
 * @param environment what the expressions of its `env` come to, every one of them
 */
export function runStep(
  action: Action,
  { run, env = {} }: ActionStep,
  folder: string,
  environment: Readonly<Record<string, string>>,
): Promise<Ran> {
  const missing = Object.keys(env).filter(name => !(name in environment));
  if (missing.length > 0) throw new Error(`the step has variables that the test does not know: ${missing}`);
  const child = spawn("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", run], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      HOME: makeFolder(),
      GITHUB_ACTION_PATH: action.folder,
      ...environment,
    },
  });
  return awaitEnd(child);
}
