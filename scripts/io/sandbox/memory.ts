import { readProc, type Task } from "./tasks.ts";

/** The part of the machine's memory that has to stay free, whoever uses the rest. */
const RESERVE = 0.03;

/**
 * Whether processes use more memory than they may: pages of their own and pages that they share with each other,
 * each counted once; programs and files of the disk, which the system can drop at any time, not at all. So is memory
 * that no process shows (segments that nobody attaches, buffers of pipes) when the machine is about to run out of it:
 * the step is then what can be spared.
 *
 * @param limit bytes
 */
export function isMemoryExceeded(tasks: readonly Task[], limit: number): boolean {
  if (isMachineShort()) return true;
  // Every process's own sum is quick and never too low; what they share costs a look at each page.
  return sumOf(tasks, readOwn) > limit && sumOf(tasks, readShare) > limit;
}

function sumOf(tasks: readonly Task[], read: (pid: number) => number): number {
  return tasks.reduce((sum, task) => sum + read(task.pid), 0);
}

function readOwn(pid: number): number {
  const text = readProc(`/proc/${pid}/status`);
  return readBytes(text, "RssAnon") + readBytes(text, "RssShmem");
}

/** Its proportional share: a page that three processes have is a third of each (proc_pid_smaps(5)). */
function readShare(pid: number): number {
  const text = readProc(`/proc/${pid}/smaps_rollup`);
  return text === "" ? readOwn(pid) : readBytes(text, "Pss_Anon") + readBytes(text, "Pss_Shmem");
}

function isMachineShort(): boolean {
  const text = readProc("/proc/meminfo");
  return readBytes(text, "MemAvailable") < RESERVE * readBytes(text, "MemTotal");
}

function readBytes(text: string, field: string): number {
  return 1024 * Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, "m").exec(text)?.[1] ?? 0);
}
