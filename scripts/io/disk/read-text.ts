import { readFileSync } from "node:fs";
import { PakError } from "../../errors.ts";

/**
 * The text of a file that a person named.
 *
 * @param fix what they can do when it can't be read
 * @throws PakError READ
 */
export function readText(file: string, fix = "check its path"): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new PakError("READ", `${file} can't be read`, { fix, cause });
  }
}
