import { type Finding, finding } from "../../model/finding.ts";

/** Findings of one file that are told: nobody mends more at a time, and a hostile file has a million. */
export const MOST_FINDINGS = 100;

/** Says how many findings of a file are not told. */
export function makeLeftOut(count: number, details: Pick<Finding, "file" | "severity"> = {}): Finding {
  const what = count === 1 ? "1 more finding of this file is" : `${count} more findings of this file are`;
  return finding("FINDINGS_LEFT_OUT", `${what} not told`, {
    ...details,
    fix: "mend what is told, then check again",
  });
}
