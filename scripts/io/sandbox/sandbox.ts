import type { SandboxKind } from "../../model/build/build.ts";
import type { Step } from "../../model/build/recipe.ts";

/** What one step may use at most. */
export interface Limits {
  /** Of wall time. */
  readonly seconds: number;
  /** Bytes of memory of all its processes together. */
  readonly memory: number;
  /** Bytes that it may add to the disk. */
  readonly disk: number;
  /** At once. */
  readonly processes: number;
  /** Bytes that it prints. */
  readonly output: number;
}

/** A limit that ended a step, or something that the sandbox withholds and the step asked for. */
export type Stop = keyof Limits;

/** One program to run. */
export interface SandboxOrder {
  readonly step: Step;
  /** Folders of this machine that it may write to, by where it sees them: `{ "/build": "/tmp/pak-x/source" }`. */
  readonly writable: Readonly<Record<string, string>>;
  /** Folders and files that it may read beside the system's own, by where it sees them. */
  readonly readable?: Readonly<Record<string, string>>;
  /** Where it starts, as it sees it. */
  readonly cwd: string;
  /** Variables beside PATH, HOME, LANG, TZ and SOURCE_DATE_EPOCH; nothing of this process's own gets in. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Whether it may use the network: only steps that run none of the package's code. */
  readonly network?: boolean;
  readonly limits: Limits;
  /** Is told what it prints, both streams as they come. */
  see(piece: Uint8Array): void;
}

/** How a step ended. */
export interface SandboxRun {
  /** Absent when a signal ended it. */
  readonly exit?: number;
  /** Which limit it was stopped for. */
  readonly stopped?: Stop;
  readonly seconds: number;
}

/** A place to run what nobody trusts. */
export interface Sandbox {
  readonly kind: SandboxKind;
  /** Where the step sees the folders of `writable`: the same path in a real sandbox, the machine's own without one. */
  placeOf(path: string, order: Pick<SandboxOrder, "writable" | "readable">): string;
  /**
   * Runs a step and everything that it starts to their end.
   *
   * @throws PakError BUILD_TOOL when there is no such program
   */
  run(order: SandboxOrder): Promise<SandboxRun>;
}
