import { type ArchiveCode, PakError } from "../../errors.ts";
import { renderTerminal } from "../text/terminal.ts";

const LONGEST_SHOWN = 120;

/**
 * The error for a member that is not unpacked: which one, what is wrong with it and what was expected.
 *
 * @param path as the archive has it, so it may hold anything; shown quoted and without controls
 */
export function makeRefusal(code: ArchiveCode, path: string, what: string, expected: string): PakError {
  const shown = renderTerminal(JSON.stringify(path.slice(0, LONGEST_SHOWN)));
  return makeArchiveError(code, `the package's member ${shown} ${what}; expected ${expected}`);
}

/** The error for an archive as a whole. */
export function makeArchiveError(code: ArchiveCode, message: string, cause?: unknown): PakError {
  const fix =
    "report it to the package's publisher: the archive has to be packed anew; nothing of it was installed";
  return new PakError(code, message, { fix, cause });
}
