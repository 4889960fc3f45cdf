import { chmodSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

/** Removes a folder with everything in it, folders among it that their owner may not write to; nothing when there is none. */
export function removeTree(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    openFolders(folder);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Lets the owner into every folder; links are not followed. */
function openFolders(folder: string): void {
  chmodSync(folder, 0o700);
  for (const item of readdirSync(folder, { withFileTypes: true })) {
    if (item.isDirectory()) openFolders(join(folder, item.name));
  }
}
