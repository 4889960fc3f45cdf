import { readdirSync, readFileSync, statSync } from "node:fs";

/** A running process, as `/proc/PID/stat` tells (proc_pid_stat(5)). */
export interface Task {
  readonly pid: number;
  readonly parent: number;
  readonly threads: number;
  /** Clock ticks from the start of the machine: with the number, it names a process for good. */
  readonly born: string;
  /** Whether it only waits for its parent to notice that it is dead. */
  readonly isDead: boolean;
}

/** Every process of the machine; none where the system doesn't tell (it is not Linux). */
export function listTasks(): Task[] {
  return listNumbers("/proc").flatMap(pid => readTask(pid) ?? []);
}

/** A process by its number; absent when it is gone. */
export function readTask(pid: number): Task | undefined {
  const text = readProc(`/proc/${pid}/stat`);
  // The name before it may hold blanks and brackets.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  if (fields.length < 20) return undefined;
  const isDead = fields[0] === "Z" || fields[0] === "X";
  return { pid, parent: Number(fields[1]), threads: Number(fields[17]), born: fields[19]!, isDead };
}

/** The threads that the kernel counts for a user of the machine: the dead belong to them until they are noticed. */
export function countThreads(user: number | undefined): number {
  return listTasks()
    .filter(({ pid }) => statSync(`/proc/${pid}`, { throwIfNoEntry: false })?.uid === user)
    .reduce((sum, task) => sum + Math.max(1, task.threads), 0);
}

/** What lives of the process `root` and those that descend from it, or from one that `isOwn` knows. */
export function findFamily(tasks: readonly Task[], root: number, isOwn: (task: Task) => boolean): Task[] {
  const children = Map.groupBy(tasks, task => task.parent);
  const family = new Set(tasks.filter(task => task.pid === root || isOwn(task)));
  // A set gives what is added while it is read.
  for (const task of family) for (const child of children.get(task.pid) ?? []) family.add(child);
  return [...family].filter(task => !task.isDead);
}

/** Kills a process, and tells whether there was anything to kill: its number may be another's by now. */
export function killTask({ pid, born }: Task): boolean {
  const now = readTask(pid);
  if (now?.born !== born || now.isDead) return false;
  try {
    return process.kill(pid, "SIGKILL");
  } catch {
    // It has just ended, or runs as another user, who alone may kill it.
    return false;
  }
}

/** A file of `/proc`; empty when its process is gone or another person's. */
export function readProc(file: string): string {
  try {
    return readFileSync(file, "latin1");
  } catch {
    return "";
  }
}

/** The names in a folder of `/proc` that are numbers: processes, open files. */
export function listNumbers(folder: string): number[] {
  try {
    return readdirSync(folder)
      .map(Number)
      .filter(number => Number.isInteger(number));
  } catch {
    return [];
  }
}
