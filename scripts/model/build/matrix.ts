import type { Release } from "../release/release.ts";
import type { BuilderName } from "./recipe.ts";

/** One job of the workflow that builds. */
export interface MatrixJob {
  readonly name: string;
  readonly version: string;
  /** Absent when the source tells it. */
  readonly builder?: BuilderName;
  /** The runner's label at GitHub. */
  readonly runner: string;
}

/** What GitHub Actions makes jobs from (`strategy.matrix` of a workflow). */
export interface Matrix {
  readonly include: readonly MatrixJob[];
}

/** A release that could be built. */
export interface Candidate {
  readonly name: string;
  readonly release: Pick<Release, "version" | "published">;
  readonly builder?: BuilderName;
}

/** Jobs that GitHub makes from one matrix. */
export const MOST_JOBS = 256;

const RUNNER = "ubuntu-24.04";

/**
 * The matrix of the releases that have waited longest, and how many have to wait on: what is newer comes in later
 * however much is published meanwhile.
 */
export function buildMatrix(candidates: readonly Candidate[]): { matrix: Matrix; waiting: number } {
  const sorted = candidates.toSorted(
    (a, b) => compare(a.release.published, b.release.published) || compare(a.name, b.name),
  );
  const include = sorted.slice(0, MOST_JOBS).map(({ name, release: { version }, builder }) => ({
    name,
    version,
    ...(builder === undefined ? {} : { builder }),
    runner: RUNNER,
  }));
  return { matrix: { include }, waiting: sorted.length - include.length };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
