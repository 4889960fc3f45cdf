import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SandboxOrder } from "./sandbox.ts";
import { giveFolders, openWays } from "./stranger.ts";

/** A step's own folders; they end with it. */
export interface ScratchFolder {
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
export async function withScratch<Result>(
  { writable, readable = {} }: SandboxOrder,
  work: (scratch: ScratchFolder) => Promise<Result>,
): Promise<Result> {
  const root = mkdtempSync(join(tmpdir(), "pak-step-"));
  const [home, temporary] = [join(root, "home"), join(root, "tmp")];
  const fillable = [home, temporary, ...Object.values(writable)];
  try {
    mkdirSync(home);
    mkdirSync(temporary);
    await giveFolders(fillable);
    openWays(fillable, Object.values(readable));
    return await work({ root, home, temporary, fillable });
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
