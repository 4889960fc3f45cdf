import { hash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { writeAtomically } from "../disk/atomic.ts";
import type { Store } from "./store.ts";

/**
 * A store below PAK_HOME: one folder for each catalog address, so that catalogs never share their trust.
 *
 * @param home PAK_HOME, absolute
 */
export function openDiskStore(home: string, url: string): Store {
  const folder = join(home, "cache", "catalogs", hash("sha256", url).slice(0, 24));
  return {
    async read(path) {
      try {
        return readFileSync(join(folder, path), "utf8");
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
        throw error;
      }
    },
    async write(path, text) {
      writeAtomically(join(folder, path), text);
    },
  };
}
