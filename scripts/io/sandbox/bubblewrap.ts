import type { Readable, Writable } from "node:stream";
import { json } from "node:stream/consumers";
import { setTimeout as pause } from "node:timers/promises";
import { makeCallFilter } from "./call-filter.ts";
import { confine } from "./confine.ts";
import { type Running, runStep } from "./run-step.ts";
import type { Sandbox, SandboxOrder } from "./sandbox.ts";
import { makeStepEnvironment, requireProgram, spawnAlone } from "./step-environment.ts";
import { type StepFolders, withStepFolders } from "./step-folders.ts";
import { isRoot, STRANGER } from "./stranger.ts";
import { BUILDER, makeWay, viewSystem } from "./system-view.ts";
import { findFamily, killTask, listTasks, readTask } from "./tasks.ts";
import type { Toolchain } from "./toolchain.ts";

const HOME = "/home/builder";

/** Bytes of shared memory; Docker's own measure. */
const SHARED = 64 * 1024 ** 2;

/** Descriptors that bwrap is given: for its words, for the filter, to tell its process on, and root's second one. */
const [OUTER, FILTER, STATUS, INNER] = [3, 4, 5, 6];

const callFilter = makeCallFilter(process.arch);

/** What makes a user of no rights: a namespace of users with one only, and no further ones. */
const UNPRIVILEGED = [
  ...["--unshare-user", "--disable-userns", "--uid", String(BUILDER), "--gid", String(BUILDER)],
  ...["--cap-drop", "ALL", "--die-with-parent"],
  ...(callFilter === undefined ? [] : ["--seccomp", String(FILTER)]),
];

/** What root needs until it is the stranger, and no longer. */
const TO_STRANGER = [
  ...["--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID", "--cap-add", "CAP_SETPCAP"],
];
const AS_STRANGER = [
  ...["/usr/bin/setpriv", "--reuid", String(STRANGER), "--regid", String(STRANGER), "--clear-groups"],
  ...["--inh-caps=-all", "--bounding-set=-all", "--"],
];

/**
 * A sandbox of the kernel's namespaces, made by bubblewrap (bwrap(1), from 0.8 on). A step sees the system's
 * programs, the person's toolchains and the order's folders, and nothing else of this machine: no process, no
 * network, no home. It is no user of this machine and can't become one.
 *
 * @param program bwrap, absolute
 * @param hidden folders that no step may see, wherever they lie
 */
export function makeBubblewrap(program: string, toolchain: Toolchain, hidden: readonly string[]): Sandbox {
  return {
    kind: "bubblewrap",
    placeOf: path => path,
    async run(order) {
      requireProgram(order, toolchain.path);
      return withStepFolders(order, folders => runStep(order, folders.fillable, () => start(order, folders)));
    },
  };

  function start(order: SandboxOrder, folders: StepFolders): Running {
    const environment = makeStepEnvironment(order, toolchain.path, HOME);
    const setting = [
      ...["--clearenv", ...Object.entries(environment).flatMap(([name, value]) => ["--setenv", name, value])],
      ...["--chdir", order.cwd],
    ];
    const view = viewOf(order, folders);
    const command = confine(order.step, order.limits, toolchain.path, 0);
    // Root makes the view, because only root can pass through its folders, and a stranger lives in it.
    const words = isRoot()
      ? ["--args", `${OUTER}`, "--", ...AS_STRANGER, program, "--args", `${INNER}`, "--", ...command]
      : ["--args", `${OUTER}`, "--", ...command];
    const child = spawnAlone(program, words, isRoot() ? INNER : STATUS, { cwd: "/", env: {} });
    const send = (to: number, bytes: string | Uint8Array) =>
      (child.stdio[to as 3] as Writable).on("error", () => {}).end(bytes);
    const inner = [...UNPRIVILEGED, ...setting];
    send(OUTER, joinWords([...view, ...(isRoot() ? TO_STRANGER : inner)]));
    send(FILTER, callFilter ?? "");
    if (isRoot()) send(INNER, joinWords(["--dev-bind", "/", "/", ...inner]));
    return { child, ...followInit(child.pid, child.stdio[STATUS as 3] as Readable) };
  }

  function viewOf(order: SandboxOrder, folders: StepFolders): string[] {
    const binds = [
      ...Object.entries(order.readable ?? {}).map(([place, path]) => ["--ro-bind", path, place] as const),
      ...Object.entries(order.writable).map(([place, path]) => ["--bind", path, place] as const),
    ].sort(([, , one], [, , other]) => one.length - other.length);
    return [
      ...["--unshare-ipc", "--unshare-pid", "--unshare-uts", "--unshare-cgroup-try", "--hostname", "builder"],
      ...(order.network === true ? [] : ["--unshare-net"]),
      ...["--die-with-parent", "--new-session", "--info-fd", String(STATUS)],
      // Before the toolchains: one may lie among what is temporary here.
      ...["--bind", folders.temporary, "/tmp", ...makeWay("/var/tmp"), "--symlink", "/tmp", "/var/tmp"],
      ...[...makeWay(HOME), "--bind", folders.home, HOME],
      ...viewSystem(folders.root, toolchain.prefixes, hidden, order.network === true),
      ...["--proc", "/proc", "--dev", "/dev", "--remount-ro", "/dev"],
      ...["--perms", "1777", "--size", String(SHARED), "--tmpfs", "/dev/shm"],
      ...binds.flatMap(bind => [...makeWay(bind[2]), ...bind]),
      ...["--remount-ro", "/"],
    ];
  }
}

/** Words for bwrap's `--args`, which nobody sees in the list of processes. */
function joinWords(words: readonly string[]): string {
  return words.map(word => `${word}\0`).join("");
}

/**
 * The first process of the new namespace: when it dies, the kernel kills all others of it before it is gone
 * (pid_namespaces(7)).
 */
function followInit(pid: number | undefined, status: Readable): Omit<Running, "child"> {
  const init = json(status).then(
    told => readTask((told as { "child-pid": number })["child-pid"]),
    () => undefined,
  );
  return {
    list: () => (pid === undefined ? [] : findFamily(listTasks(), pid, () => false)),
    async end() {
      const first = await init;
      while (first !== undefined && killTask(first)) await pause(5);
    },
  };
}
