import type { Finding } from "../finding.ts";
import type { Pin } from "../install/selection.ts";
import type { BuilderName } from "./recipe.ts";

/** The result's own file in the folder of a build; every other file there is named in it. */
export const BUILD_FILE = "build.json";

/** How far a build was kept from the rest of the machine. `none`: only its environment was. */
export type SandboxKind = "bubblewrap" | "none";

/** `none`: the recipe says that there are none. Tests that could not be run have failed. */
export type TestResult = "passed" | "failed" | "none";

/** A file of a build, by its name in the folder. */
export interface BuildFile {
  readonly file: string;
  /** hex */
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
}

/**
 * `build.json`: what came of one build. It is written by a job that ran foreign code, so whoever reads it checks
 * every word of it.
 */
export interface Build {
  readonly $schema: string;
  readonly name: string;
  readonly version: string;
  /** As stored in the entry. */
  readonly endpoint: string;
  /** What the source was proved to be. */
  readonly pin: Pin;
  /** SHA-256 of the recorded package document's layers that were blended, hex: another override is another build. */
  readonly layers: string;
  readonly builder: BuilderName;
  readonly sandbox: SandboxKind;
  readonly outcome: "passed" | "failed";
  readonly tests: TestResult;
  /** When it began, RFC 3339 in UTC with seconds. */
  readonly started: string;
  /** Whole ones: the catalog's JSON has no fractions. */
  readonly seconds: number;
  /** Program to the first line of what it says of its version. */
  readonly tools: Readonly<Record<string, string>>;
  /** Why it failed; none when it passed, but for warnings. */
  readonly findings: readonly Finding[];
  readonly log: BuildFile;
  /** The package: a tar compressed with gzip, whose one folder is `NAME-VERSION`. Only of a build that passed. */
  readonly artifact?: BuildFile;
  /** Whether a second build gave the same bytes; absent: there was none. */
  readonly reproducible?: boolean;
  /** CycloneDX, JSON. */
  readonly sbom?: BuildFile;
  /** An in-toto statement with SLSA provenance. */
  readonly provenance?: BuildFile;
}
