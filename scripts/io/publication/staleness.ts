import { parsePath } from "../../model/name/paths.ts";
import { type HistoryStep, listUncommitted, MOST_STEPS, readHistory } from "../git/history.ts";
import { stampRegistries } from "../npm/known-registries.ts";
import { NO_COMMIT, type PublicationState, readState } from "./state.ts";

/** What differs between a publication and what would be published now. */
export interface Staleness {
  /** Paths of the work tree that differ from its commit; none when a revision is published. */
  readonly uncommitted: readonly string[];
  /** Absent when everything has to be built anew. */
  readonly since?: ChangesSince;
}

/** What happened since a publication. */
export interface ChangesSince {
  readonly state: PublicationState;
  /** Names whose files changed, sorted. */
  readonly names: readonly string[];
  /** The commits since, newest first. */
  readonly steps: readonly HistoryStep[];
}

/**
 * The names whose files changed since a publication. Everything counts as changed when the tool, a schema, a
 * setting, npm's registry or an owner's key did, or when the history does not lead from that publication here.
 */
export function listChangedNames(given: {
  readonly root: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly revision?: string;
  readonly isFull?: boolean;
  readonly generation: string | undefined;
  readonly commit: string;
  readonly toolVersion: string;
}): Staleness {
  const { root, environment, commit, generation } = given;
  const uncommitted = given.revision === undefined ? listUncommitted(root) : [];
  const state = generation === undefined ? undefined : readState(generation);
  if (given.isFull || state?.tool !== given.toolVersion) return { uncommitted };
  if (state.registries !== undefined && state.registries.stamp !== stampRegistries(environment))
    return { uncommitted };
  const steps = readSteps(root, state.commit, commit);
  if (steps === undefined) return { uncommitted };
  const committed = steps.flatMap(step => step.changes.map(change => change.path));
  const names = new Set<string>();
  for (const path of [...committed, ...uncommitted, ...state.uncommitted]) {
    const parsed = parsePath(path);
    if (parsed === undefined || parsed.kind === "key") return { uncommitted };
    names.add(parsed.name);
  }
  return { uncommitted, since: { state, names: [...names].sort(), steps } };
}

/** The steps of the main line from one commit to another, or `undefined` when it does not lead there. */
function readSteps(root: string, from: string, to: string): HistoryStep[] | undefined {
  if (to === NO_COMMIT) return undefined;
  if (from === to) return [];
  const steps = readHistory(root, `${from}..${to}`);
  return steps.length < MOST_STEPS && steps.at(-1)?.parent === from ? steps : undefined;
}
