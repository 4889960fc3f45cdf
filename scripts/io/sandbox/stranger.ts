import { chmodSync, statSync } from "node:fs";
import { lchown } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname } from "node:path";
import { visitFolder } from "./footprint.ts";

/**
 * The number of the user and group that steps run as when this process is root: one that no system gives anybody
 * (systemd, "Users, Groups, UIDs and GIDs"). The kernel bounds no number of processes for root itself.
 */
export const STRANGER = 65533;

/** Whether this process is root, whom no file and no limit stops. */
export function isRoot(): boolean {
  return process.geteuid?.() === 0;
}

/** Gives folders to the stranger, when this process is root: it can still read and remove everything. */
export async function giveFolders(folders: readonly string[]): Promise<void> {
  if (!isRoot()) return;
  for (const folder of folders) {
    await visitFolder(folder, async (path, { uid, gid }) => {
      if (uid !== STRANGER || gid !== STRANGER) await lchown(path, STRANGER, STRANGER);
    });
  }
}

/**
 * Lets the stranger pass through this process's own temporary folders to what lies in them, and read the folders
 * that it shall. Their names can't be guessed, and passing through is not listing.
 */
export function openWays(paths: readonly string[], readable: readonly string[]): void {
  if (!isRoot()) return;
  for (const path of [...paths, ...readable]) {
    for (let folder = dirname(path); isTemporary(folder); folder = dirname(folder)) add(folder, 0o011);
  }
  for (const path of readable.filter(isTemporary)) add(path, statSync(path).isDirectory() ? 0o055 : 0o044);
}

function isTemporary(path: string): boolean {
  return path.startsWith(`${tmpdir()}/`);
}

function add(path: string, mode: number): void {
  chmodSync(path, statSync(path).mode | mode);
}
