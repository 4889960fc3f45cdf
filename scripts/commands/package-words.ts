import { PakError } from "../errors.ts";
import { type PackageWord, parsePackageWord } from "../model/install/package-word.ts";
import type { Arguments } from "./command.ts";

/**
 * The packages that a person named.
 *
 * @throws PakError USAGE for what is no package's name, with or without a version
 */
export function parseWords({ words }: Arguments): PackageWord[] {
  return words.map(word => {
    const parsed = parsePackageWord(word);
    if (parsed !== undefined) return parsed;
    throw new PakError("USAGE", `${JSON.stringify(word)} is not NAME[#EXPRESSION|@VERSION]`, {
      fix: 'give a name in lower case, as in: jquery, jquery@3.7.1, "jquery#^3.6", npm:jquery',
    });
  });
}
