import { lstatSync } from "node:fs";
import { join } from "node:path";
import { PakError } from "../../errors.ts";
import { isPlainPath } from "../../model/name/portable.ts";

/**
 * What is named inside a folder lies inside it only when no folder on the way is a link.
 *
 * @param path in the folder `root`, with forward slashes
 * @param known folders that were looked at before
 * @throws PakError WRITE
 */
export function requireRealFolders(root: string, path: string, known: Set<string>): void {
  if (!isPlainPath(path)) {
    throw new PakError("WRITE", `${JSON.stringify(path)} is no path inside ${root}`, {
      fix: "report it to whoever published the package",
    });
  }
  const parts = path.split("/").slice(0, -1);
  for (let count = 1; count <= parts.length; count++) {
    const folder = parts.slice(0, count).join("/");
    if (known.has(folder)) continue;
    const found = lstatSync(join(root, folder), { throwIfNoEntry: false });
    if (found !== undefined && !found.isDirectory()) {
      throw new PakError("WRITE", `${join(root, folder)} is no folder of its own, but a link or a file`, {
        fix: "put a folder in its place: nothing is written through links",
      });
    }
    known.add(folder);
  }
}
