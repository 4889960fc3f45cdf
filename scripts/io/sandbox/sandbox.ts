import type { SandboxKind } from "../../model/build/build.ts";
import type { Limits, StepEnd } from "../../model/build/limits.ts";
import type { Step } from "../../model/build/recipe.ts";

/** One program to run. */
export interface SandboxOrder {
  readonly step: Step;
  /** Folders of this machine that it may write to, by where it sees them: `{ "/build": "/tmp/pak-x/source" }`. */
  readonly writable: Readonly<Record<string, string>>;
  /** Folders and files that it may read beside the system's own, by where it sees them. */
  readonly readable?: Readonly<Record<string, string>>;
  /** Where it starts, as it sees it. */
  readonly cwd: string;
  /**
   * Variables beside PATH, HOME, LANG, TZ and SOURCE_DATE_EPOCH; nothing of this process's own gets in. It may
   * replace SOURCE_DATE_EPOCH and LANG, but neither PATH nor HOME.
   */
  readonly environment?: Readonly<Record<string, string>>;
  /** Whether it may use the network: only steps that run none of the package's code. */
  readonly network?: boolean;
  readonly limits: Limits;
  /** Ends the step and everything that it started; `run` throws its reason. */
  readonly signal?: AbortSignal;
  /** Is told what it prints, both streams as they come. What it throws ends the step, and `run` throws it. */
  see(piece: Uint8Array): void;
}

/** How a step ended. */
export interface SandboxRun extends StepEnd {
  readonly seconds: number;
}

/** A place to run what nobody trusts. */
export interface Sandbox {
  readonly kind: SandboxKind;
  /** Why it is no real sandbox, as a clause; absent when it is one. */
  readonly lack?: string;
  /** Where the step sees the folders of `writable`: the same path in a real sandbox, the machine's own without one. */
  placeOf(path: string, order: Pick<SandboxOrder, "writable" | "readable">): string;
  /**
   * Runs a step and everything that it starts to their end: nothing of it runs any more afterwards, and what it
   * left in the writable folders can be read and removed.
   *
   * @throws PakError BUILD_TOOL when there is no such program
   */
  run(order: SandboxOrder): Promise<SandboxRun>;
}
