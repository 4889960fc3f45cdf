import { homedir } from "node:os";
import { PakError } from "../../errors.ts";
import type { Limits } from "../../model/build/limits.ts";
import { renderTerminal } from "../../model/text/terminal.ts";
import { withScratchFolder } from "../disk/scratch-folder.ts";
import { makeBubblewrap } from "./bubblewrap.ts";
import type { Sandbox } from "./sandbox.ts";
import { makeScrubbed } from "./scrubbed.ts";
import { findProgram, findReal, findToolchain } from "./toolchain.ts";

const FIX =
  "install bubblewrap 0.8 or later (on Debian and Ubuntu: apt install bubblewrap) and let it make user namespaces (in a container: docker run --privileged; where AppArmor forbids it: sysctl kernel.apparmor_restrict_unprivileged_userns=0)";

/** What is enough to run a program that does nothing. */
const TRIAL: Limits = { seconds: 20, memory: 1024 ** 3, disk: 1024 ** 2, processes: 64, output: 64 * 1024 };

/** What a sandbox is made of. */
export interface SandboxOptions {
  /** This process's own; only PATH and HOME are read. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Folders that no step may see, wherever they lie, beside the person's home: the repository, PAK_HOME. */
  readonly hidden?: readonly string[];
  /** Whether nothing less than a real sandbox will do. */
  readonly isRequired?: boolean;
  /** Whether none is wanted, also where there is one. */
  readonly isUnwanted?: boolean;
}

/**
 * The best sandbox that this machine has: bubblewrap where it really works, which is tried once, else none.
 *
 * @throws PakError BUILD_TOOL when a real one is required and there is none
 */
export async function openSandbox({
  environment,
  hidden = [],
  isRequired = false,
  isUnwanted = false,
}: SandboxOptions): Promise<Sandbox> {
  const { PATH = "", HOME = homedir() } = environment;
  const toolchain = findToolchain({ node: process.execPath, path: PATH, home: HOME, hidden });
  if (isUnwanted) return makeScrubbed(toolchain, "none is wanted");
  const program = findProgram("bwrap", PATH.split(":"));
  if (program === undefined) return openLesser("bubblewrap is not installed");
  const sandbox = makeBubblewrap(findReal(program)!, toolchain, [HOME, homedir(), ...hidden]);
  const lack = await findLack(sandbox);
  return lack === undefined ? sandbox : openLesser(`bubblewrap can't make a sandbox here: ${lack}`);

  function openLesser(lack: string): Sandbox {
    if (isRequired) throw new PakError("BUILD_TOOL", lack, { fix: FIX });
    return makeScrubbed(toolchain, lack);
  }
}

/** What a sandbox says when it can't even run a program that does nothing. */
async function findLack(sandbox: Sandbox): Promise<string | undefined> {
  return withScratchFolder("trial", async build => {
    const pieces: Uint8Array[] = [];
    const { exit } = await sandbox.run({
      step: ["true"],
      writable: { "/build": build },
      cwd: "/build",
      limits: TRIAL,
      see: piece => pieces.push(piece),
    });
    if (exit === 0) return undefined;
    return renderTerminal(Buffer.concat(pieces).toString().split("\n")[0]!) || `it ends with ${exit}`;
  });
}
