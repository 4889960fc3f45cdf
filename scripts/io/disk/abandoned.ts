/**
 * Whether what a process left on the disk has no owner any more: it is gone, or it bore our number before us, as
 * happens after a restart of the machine and in containers.
 *
 * @param pid of the process that left it; what is no number of a process owns nothing
 * @param isOurs whether this process made it, when it bears our number
 */
export function isAbandoned(pid: number, isOurs: boolean): boolean {
  return pid === process.pid ? !isOurs : !isAlive(pid);
}

/** Whether a process of this number runs on this computer. */
function isAlive(pid: number): boolean {
  // To the system, 0 and less are groups of processes.
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
