/** One row of a case table. */
export interface Case {
  readonly id: string;
  readonly input: unknown;
  readonly expected: "accept" | "reject";
  readonly reason?: string;
  readonly reason_any?: readonly string[];
  readonly note?: string;
  readonly context?: Readonly<Record<string, unknown>>;
  readonly [more: string]: unknown;
}

/** A case table as the design describes it (section 13). */
export interface Table {
  readonly kind: string;
  readonly description: string;
  readonly context?: Readonly<Record<string, unknown>>;
  readonly cases: readonly Case[];
}

/** Runs the real rule on one row and gives the codes it found; none means accepted. */
export type Kind = (input: unknown, row: Case, table: Table) => string[] | Promise<string[]>;
