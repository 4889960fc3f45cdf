import { runLimited } from "../remote/limited.ts";
import type { HealthStore } from "./health-store.ts";
import type { Subject } from "./plan.ts";
import { type Outcome, type RefreshTools, refreshPackage } from "./refresh-package.ts";

/** Packages after which the health of all so far is written down: a run that is killed goes on from there. */
const SAVED_TOGETHER = 200;

/**
 * Refreshes packages in their order, some at once. Where a server takes no more requests, the other packages of that
 * server are put off, and the rest go on until the time is over.
 *
 * @returns the outcomes of those that were asked for, in the order of their names
 */
export async function refreshAll(
  subjects: readonly Subject[],
  tools: RefreshTools,
  {
    limit,
    health,
    isOver,
    progress,
  }: {
    readonly limit: number;
    readonly health: HealthStore;
    /** Whether no further package is to be begun: the time for this run is over. */
    isOver(): boolean;
    progress(done: number, all: number): void;
  },
): Promise<readonly Outcome[]> {
  const closed = new Set<string>();
  const outcomes: Outcome[] = [];
  await runLimited(subjects, limit, async subject => {
    const server = subject.endpoint.kind === "npm" ? "npm" : subject.endpoint.host;
    if (closed.has(server) || isOver()) return;
    const outcome = await refreshPackage(subject, tools);
    outcomes.push(outcome);
    if (outcome.failure?.code === "RATE_LIMITED") closed.add(server);
    if (outcome.health !== undefined && !tools.isDryRun) health.keep(outcome.name, outcome.health);
    if (outcomes.length % SAVED_TOGETHER === 0) health.save();
    progress(outcomes.length, subjects.length);
  });
  health.save();
  return outcomes.sort((a, b) => (a.name < b.name ? -1 : 1));
}
