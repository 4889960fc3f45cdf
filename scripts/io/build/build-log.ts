import { closeSync, openSync, writeSync } from "node:fs";
import { attemptWrite } from "../disk/atomic.ts";

/** What a build prints: kept as it came, and told as lines. */
export interface BuildLog {
  /** A line of our own. */
  note(line: string): void;
  /** What a step printed. */
  see(piece: Uint8Array): void;
  /** Tells a last line without its end, and closes the file. */
  close(): void;
}

/** Bytes of what steps print that are kept at most; then a line says that more was cut off. */
const MOST = 16 * 1024 * 1024;

const CUT = "\n(the log was cut here)\n";

/** Bytes of the longest log. */
export const LONGEST_LOG = MOST + CUT.length;

/** Characters of a line that are told at most: some programs print megabytes without a break. */
const LONGEST_LINE = 1_000;

/**
 * Opens the log of a build.
 *
 * @param file must not exist; holds what steps print as it is, controls among it
 * @param tell is given each line that is not empty, without its end, unchecked: whoever shows it takes controls out
 * @throws PakError WRITE when the disk refuses, here and later
 */
export function openBuildLog(file: string, tell: (line: string) => void): BuildLog {
  const handle = attemptWrite(file, () => openSync(file, "wx"));
  const decoder = new TextDecoder();
  let [kept, rest] = [0, ""];
  const keep = (bytes: Uint8Array) => {
    if (kept >= MOST) return;
    const whole = kept + bytes.length <= MOST;
    const piece = whole ? bytes : Buffer.concat([bytes.subarray(0, MOST - kept), Buffer.from(CUT)]);
    attemptWrite(file, () => {
      for (let at = 0; at < piece.length; ) at += writeSync(handle, piece, at);
    });
    kept += bytes.length;
  };
  const flush = () => {
    if (rest !== "") tell(rest);
    rest = "";
  };
  return {
    note(line) {
      flush();
      keep(Buffer.from(`${line}\n`));
      tell(line);
    },
    see(piece) {
      keep(piece);
      const lines = (rest + decoder.decode(piece, { stream: true })).split(/[\r\n]+/);
      rest = lines.pop()!.slice(0, LONGEST_LINE);
      for (const line of lines) if (line !== "") tell(line.slice(0, LONGEST_LINE));
    },
    close() {
      flush();
      closeSync(handle);
    },
  };
}
