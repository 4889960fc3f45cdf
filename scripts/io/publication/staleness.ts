import { parsePath } from "../../model/name/paths.ts";
import { findCommit } from "../git/git.ts";
import { listUncommitted } from "../git/history.ts";
import { listChanges } from "../git/objects.ts";
import { type PublicationState, readState } from "./state.ts";

/** What differs between a publication and what would be published now. */
export interface Staleness {
  /** Paths of the work tree that differ from its commit; none when a revision is published. */
  readonly uncommitted: readonly string[];
  /** Absent when everything has to be built anew. */
  readonly names?: readonly string[];
  readonly state?: PublicationState;
}

/**
 * The names whose files changed since a publication. Everything counts as changed when the tool, a schema, a
 * setting or an owner's key did, or when git can't tell.
 */
export function listChangedNames(given: {
  readonly root: string;
  readonly revision?: string;
  readonly isFull?: boolean;
  readonly generation: string | undefined;
  readonly commit: string;
  readonly toolVersion: string;
}): Staleness {
  const { root, commit, generation } = given;
  const uncommitted = given.revision === undefined ? listUncommitted(root) : [];
  const state = generation === undefined ? undefined : readState(generation);
  const isUsable =
    !given.isFull && state?.tool === given.toolVersion && findCommit(root, state.commit) !== undefined;
  if (state === undefined || !isUsable) return { uncommitted };
  const committed =
    commit === state.commit ? [] : listChanges(root, state.commit, commit).map(change => change.path);
  const names = new Set<string>();
  for (const path of [...committed, ...uncommitted, ...state.uncommitted]) {
    const parsed = parsePath(path);
    if (parsed === undefined || parsed.kind === "key") return { uncommitted };
    names.add(parsed.name);
  }
  return { uncommitted, names: [...names].sort(), state };
}
