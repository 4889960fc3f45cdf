/** Branches of the catalog's own repository on which its jobs propose what they have recorded. */
const RECORD_BRANCHES = ["refresh", "release"] as const;

/** One of them. */
export type RecordBranch = (typeof RECORD_BRANCHES)[number];

/** Whether a branch of the catalog's own repository is one of its jobs'. */
export function isRecordBranch(branch: unknown): branch is RecordBranch {
  return (RECORD_BRANCHES as readonly unknown[]).includes(branch);
}
