import { PakError } from "../errors.ts";
import { parsePackageWord } from "../model/install/package-word.ts";
import type { Arguments } from "./command.ts";

/** A version of the catalog here, as a person names it. */
export interface RecordedWord {
  readonly name: string;
  /** Absent: the newest. */
  readonly version?: string;
}

/**
 * Reads the one word NAME or NAME@VERSION.
 *
 * @throws PakError USAGE for anything else
 */
export function parseRecordedWord({ words }: Arguments): RecordedWord {
  const [word = ""] = words;
  const parsed = words.length === 1 && !word.includes("#") ? parsePackageWord(word) : undefined;
  if (parsed === undefined || parsed.kind !== undefined) {
    const said = words.map(one => JSON.stringify(one)).join(" ") || "none";
    throw new PakError("USAGE", `the command takes one NAME or NAME@VERSION, not ${said}`, {
      fix: "give a name in lower case and a whole version, as in: libuv@1.49.2",
    });
  }
  return { name: parsed.name, ...(parsed.expression === undefined ? {} : { version: parsed.expression }) };
}
