import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { withScratchFolder } from "../disk/scratch-folder.ts";
import type { SandboxOrder } from "./sandbox.ts";
import { giveFolders, openWays } from "./stranger.ts";

/** A step's own folders; they end with it. */
export interface StepFolders {
  /** For what stands in for the system's files; the step can't write there. */
  readonly root: string;
  readonly home: string;
  readonly temporary: string;
  /** Every folder that the step can fill: these two and the order's. */
  readonly fillable: readonly string[];
}

/**
 * Makes a home and a temporary folder for one step, and lets it into all of its folders. They lie on the
 * disk, not in memory: so the limit of the disk counts them as it does the others, with one measure.
 */
export async function withStepFolders<Result>(
  { writable, readable = {} }: SandboxOrder,
  work: (folders: StepFolders) => Promise<Result>,
): Promise<Result> {
  return withScratchFolder("step", async root => {
    const [home, temporary] = [join(root, "home"), join(root, "tmp")];
    const fillable = [home, temporary, ...Object.values(writable)];
    mkdirSync(home);
    mkdirSync(temporary);
    await giveFolders(fillable);
    openWays(fillable, Object.values(readable));
    return work({ root, home, temporary, fillable });
  });
}
