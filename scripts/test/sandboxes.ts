import { homedir } from "node:os";
import { openSandbox } from "../io/sandbox/open-sandbox.ts";
import type { Sandbox, SandboxOrder, SandboxRun } from "../io/sandbox/sandbox.ts";
import { makeScrubbed } from "../io/sandbox/scrubbed.ts";
import { findToolchain } from "../io/sandbox/toolchain.ts";
import type { Limits } from "../model/build/limits.ts";
import { makeFolder } from "./repository.ts";

/** Small, so that no test hurts the machine. */
export const SMALL: Limits = {
  seconds: 20,
  memory: 256 * 1024 ** 2,
  disk: 16 * 1024 ** 2,
  processes: 60,
  output: 256 * 1024,
};

const REPOSITORY = `${import.meta.dirname}/../..`;

/** The best sandbox of this machine for the real person, or none where bubblewrap can't be had. */
export const best: Sandbox = await openSandbox({ environment: process.env, hidden: [REPOSITORY] });

/** Whether tests of a real sandbox can run here. */
export const hasBubblewrap = best.kind === "bubblewrap";

/** No sandbox. */
export const none: Sandbox = makeScrubbed(
  findToolchain({
    node: process.execPath,
    path: process.env.PATH ?? "",
    home: homedir(),
    hidden: [REPOSITORY],
  }),
  "a test wants none",
);

/** The kinds that can be had here. */
export const kinds = [...(hasBubblewrap ? [best] : []), none];

/** Runs a line of sh in `/build`, an empty folder, and gives how it ended with what it printed. */
export async function runShell(
  sandbox: Sandbox,
  line: string,
  order: Partial<Omit<SandboxOrder, "see">> = {},
): Promise<SandboxRun & { readonly text: string; readonly build: string }> {
  const pieces: Uint8Array[] = [];
  const build = makeFolder();
  const run = await sandbox.run({
    step: ["sh", "-c", line],
    writable: { "/build": build },
    cwd: "/build",
    limits: SMALL,
    ...order,
    see: piece => pieces.push(piece),
  });
  return { ...run, text: Buffer.concat(pieces).toString(), build };
}
