import { type Finding, finding } from "../../model/finding.ts";

/** Findings of one file that are told: nobody mends more at a time, and a hostile file has a million. */
export const MOST_FINDINGS = 100;

/** Says how many findings of a file are not told. */
export function makeLeftOut(count: number, details: Pick<Finding, "file" | "severity"> = {}): Finding {
  return finding(
    "FINDINGS_LEFT_OUT",
    `${count} more ${count === 1 ? "finding" : "findings"} of this file ${count === 1 ? "is" : "are"} not told`,
    {
      ...details,
      fix: "mend what is told, then check again",
    },
  );
}
