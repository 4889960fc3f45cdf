import { hash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { writeAtomically } from "../disk/atomic.ts";
import type { Store } from "./store.ts";

/** A plain path: on no system does it lead out of the folder that it is joined to. */
const KEY = /^\w[\w.-]*(?:\/\w[\w.-]*)*$/;

/**
 * A store below PAK_HOME: one folder for each catalog address, so that catalogs never share their trust.
 *
 * @param home PAK_HOME, absolute
 */
export function openDiskStore(home: string, url: string): Store {
  const folder = join(home, "cache", "catalogs", hash("sha256", url).slice(0, 24));
  const fileOf = (path: string) => {
    if (KEY.test(path)) return join(folder, path);
    throw new Error(`${JSON.stringify(path)} is no key of a store`);
  };
  return {
    async read(path) {
      const file = fileOf(path);
      try {
        return readFileSync(file, "utf8");
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
        throw error;
      }
    },
    async write(path, text) {
      writeAtomically(fileOf(path), text);
    },
  };
}
