import { rmdirSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * Removes a folder below `root`, and those above it, as far as nothing is left in them; `root` stays.
 *
 * @param path of the folder in `root`, with forward slashes; `.` is `root` itself
 */
export function removeEmptyFolders(root: string, path: string): void {
  for (let at = path; at !== "."; at = dirname(at)) {
    try {
      rmdirSync(join(root, at));
    } catch {
      // Something is in it, or it is another's: it disturbs nobody.
      return;
    }
  }
}
