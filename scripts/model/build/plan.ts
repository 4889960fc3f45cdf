import type { Step } from "./recipe.ts";

/** What a step is for, in the order in which steps run. `fetch` alone may use the network, for it runs nothing of the package. */
export type Phase = "fetch" | "configure" | "build" | "test" | "install" | "pack";

/** Where steps see the source in a sandbox. */
export const SOURCE_PLACE = "/build";

/** Where they see the folder for what they built. */
export const OUTPUT_PLACE = "/out";

/** A program that a build needs beside the package's own. */
export interface Tool {
  /** What people call it. */
  readonly name: string;
  /** What makes it tell its version; that it can be run shows that it is there. */
  readonly ask: Step;
  /** Whether asking must succeed: the program is another one's, and may be there without this. */
  readonly isModule?: boolean;
  /** How to get it: an imperative sentence. */
  readonly get: string;
}

/** One program to run, and what for. */
export interface PlannedStep {
  readonly phase: Phase;
  readonly step: Step;
  /** Variables beside those of every step. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Where the steps leave what they built. */
export interface Output {
  /** In which of the two folders: the source itself, or the empty one beside it. */
  readonly place: "source" | "output";
  /** A folder inside it. */
  readonly folder?: string;
  /** The one archive there whose content counts, as a pattern; its first folder is cut off. Absent: the files themselves. */
  readonly archive?: string;
  /** Patterns of the files that count; none: all of them. */
  readonly files: readonly string[];
}

/** Everything that a build does, before any of it is done. */
export interface Plan {
  readonly tools: readonly Tool[];
  /** Written into the source before the first step: path to text. */
  readonly files: Readonly<Record<string, string>>;
  readonly steps: readonly PlannedStep[];
  readonly output: Output;
}
