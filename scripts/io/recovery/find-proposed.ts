import type { Entry } from "../../model/entry/entry.ts";
import { isRecent } from "../../model/recovery/deadlines.ts";
import { listOwnerKeys } from "../../model/recovery/lost-key.ts";
import { type Recovery, stageOf } from "../../model/recovery/recovery.ts";
import { findCommit } from "../git/git.ts";
import { type RecoveryOrder, readRecovery } from "./check-recoveries.ts";

/** The request that an earlier run left on its branch, while it can be merged: no run makes a second key. */
export function findProposed(
  source: Pick<RecoveryOrder, "root" | "rulebook">,
  given: {
    readonly name: string;
    readonly entry: Entry;
    /** A recovery that is over: its key serves no other. */
    readonly ended: Recovery | undefined;
    readonly now: Date;
  },
): Recovery | undefined {
  const { name, entry, ended, now } = given;
  const commit = findCommit(source.root, `refs/heads/recover/${name}`);
  const proposed = commit === undefined ? undefined : readRecovery(source, commit, name);
  if (proposed === undefined || stageOf(proposed) !== "requested") return undefined;
  const used = [ended, ...listOwnerKeys(entry)].map(one => one?.key);
  return isRecent(proposed.requested, now) && !used.includes(proposed.key) ? proposed : undefined;
}
