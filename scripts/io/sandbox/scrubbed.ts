import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { confine } from "./confine.ts";
import { type Running, runStep } from "./run-step.ts";
import type { Sandbox, SandboxOrder } from "./sandbox.ts";
import { makeStepEnvironment, requireProgram, spawnAlone } from "./step-environment.ts";
import { type StepFolders, withStepFolders } from "./step-folders.ts";
import { isRoot, STRANGER } from "./stranger.ts";
import { countThreads, findFamily, killTask, listTasks, readProc, type Task } from "./tasks.ts";
import { isWithin, type Toolchain } from "./toolchain.ts";

/** Kills a group of processes when nobody holds the other end of its input any more. */
const GUARD = 'read -r _; kill -s KILL -- "-$1"';

/**
 * No sandbox: a step has a clean environment, a home of its own and limits, but sees the machine and the network as
 * the person does. For machines that have no bubblewrap; never for packages that nobody trusts.
 *
 * @param lack why there is no better one, as a clause
 */
export function makeScrubbed(toolchain: Toolchain, lack: string): Sandbox {
  const placeOf: Sandbox["placeOf"] = (path, { writable, readable }) => {
    const [place, real] =
      Object.entries({ ...readable, ...writable })
        .filter(([folder]) => isWithin(path, folder))
        .sort(([one], [other]) => other.length - one.length)[0] ?? [];
    return place === undefined ? path : join(real!, path.slice(place.length));
  };
  return {
    kind: "none",
    lack,
    placeOf,
    async run(order) {
      requireProgram(order, toolchain.path);
      return withStepFolders(order, folders => runStep(order, folders.fillable, () => start(order, folders)));
    },
  };

  function start(order: SandboxOrder, { home, temporary }: StepFolders): Running {
    const environment = makeStepEnvironment(order, toolchain.path, home);
    const user = isRoot() ? { uid: STRANGER, gid: STRANGER } : {};
    const others = countThreads(user.uid ?? process.geteuid?.());
    const [shell, ...words] = confine(order.step, order.limits, toolchain.path, others);
    const child = spawnAlone(shell, words, 2, {
      ...user,
      cwd: placeOf(order.cwd, order),
      env: { ...environment, TMPDIR: temporary },
      detached: true,
    });
    const guard = spawn("/bin/sh", ["-c", GUARD, "sh", String(child.pid)], {
      stdio: ["pipe", "ignore", "ignore"],
      detached: true,
    });
    const list = () => listFamily(child, home);
    return {
      child,
      list,
      async end() {
        guard.kill("SIGKILL");
        killGroup(child);
        while (list().filter(killTask).length > 0) await pause(5);
      },
    };
  }
}

/** What descends from a step, or has its home: that tells those whose parent is gone. */
function listFamily(child: ChildProcess, home: string): Task[] {
  const mark = `HOME=${home}\0`;
  return findFamily(listTasks(), child.pid!, task => readProc(`/proc/${task.pid}/environ`).includes(mark));
}

/** Where the system doesn't tell of its processes, the group is what can be ended. */
function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  } catch {
    // None of it is left.
  }
}
