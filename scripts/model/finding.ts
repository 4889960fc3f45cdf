/** A place inside a JSON document: the keys and array positions that lead to it, outermost first. */
export type Pointer = readonly (string | number)[];

/**
 * One thing wrong in a file. Findings are data: rules return them all, and `io/report` turns them
 * into text, JSON or annotations.
 */
export interface Finding {
  /** Stable and upper case, `NAME_SYNTAX`: what case tables, scripts and people search for. */
  readonly code: string;
  /** What is wrong, as a sentence without a full stop. */
  readonly message: string;
  /** What was expected instead. */
  readonly expected?: string;
  /** How to mend it: an imperative sentence. */
  readonly fix?: string;
  /** `error` refuses the change, `held` waits for a maintainer, `warning` is advice. Absent means `error`. */
  readonly severity?: "error" | "held" | "warning";
  /** Where in the document; the reader of the file turns it into line and column. */
  readonly pointer?: Pointer;
  /** Path from the catalog's root, with forward slashes. */
  readonly file?: string;
  /** From 1. */
  readonly line?: number;
  /** From 1, in UTF-16 code units. */
  readonly column?: number;
}

/** Makes a finding; `details` are the optional fields. */
export function finding(
  code: string,
  message: string,
  details: Omit<Finding, "code" | "message"> = {},
): Finding {
  return { code, message, ...details };
}

/** The same findings, seen from the document that holds the checked value at `prefix`. */
export function findingsAt(prefix: Pointer, findings: readonly Finding[]): Finding[] {
  return findings.map(found => ({ ...found, pointer: [...prefix, ...(found.pointer ?? [])] }));
}

/** Whether a finding refuses the change (advice does not; a held name waits, which refuses for now). */
export function isBlocking(found: Finding): boolean {
  return found.severity !== "warning";
}

/** Whether a finding keeps the change out for good, and not only until a maintainer has looked at it. */
export function isRefusal(found: Finding): boolean {
  return isBlocking(found) && found.severity !== "held";
}
