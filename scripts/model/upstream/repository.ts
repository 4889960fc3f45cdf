import { type Finding, finding } from "../finding.ts";
import type { Releases } from "../release/release.ts";

/** What a forge says of a repository. */
export interface ForgeRepository {
  /** Numeric ids stay when names change hands. */
  readonly id: number;
  readonly owner: number;
  /** When anything was last pushed to it, RFC 3339 in UTC with seconds. */
  readonly pushed: string;
  /** Its default branch. */
  readonly branch: string;
}

/** Tells that a name leads to another repository, or account, than the catalog has recorded (repository jacking). */
export function checkRepositoryIds(
  recorded: Releases["repository"],
  { id, owner }: Pick<ForgeRepository, "id" | "owner">,
): Finding[] {
  if (recorded === undefined) return [];
  const fix =
    "find out who has the name now before trusting it; then correct `repository` in the releases file, or the endpoint";
  return [
    ...(recorded.id === id
      ? []
      : [
          finding("REPO_ID_CHANGED", `the name leads to another repository now: its id is ${id}`, {
            expected: `the repository ${recorded.id}`,
            fix,
          }),
        ]),
    ...(recorded.owner === owner
      ? []
      : [
          finding("OWNER_ID_CHANGED", `the repository belongs to another account now: its id is ${owner}`, {
            expected: `the account ${recorded.owner}`,
            fix,
          }),
        ]),
  ];
}
