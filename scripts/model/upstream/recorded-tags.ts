import { type Finding, finding } from "../finding.ts";
import type { Release } from "../release/release.ts";

/**
 * Compares recorded releases with a repository's tags of now. What was recorded stays, whatever upstream says; that a
 * tag was moved or deleted is a finding. A yanked release is no longer upstream's.
 *
 * @param tags tag to commit
 */
export function checkRecordedTags(
  recorded: readonly Release[],
  tags: ReadonlyMap<string, string>,
): Finding[] {
  return recorded.flatMap(({ version, tag = "", commit, yanked }) => {
    const now = tags.get(tag);
    if (yanked !== undefined || commit === undefined || now === commit) return [];
    if (now === undefined) {
      return [
        finding("TAG_DELETED", `upstream has no tag ${tag} any more`, {
          expected: `the tag of the recorded ${version}`,
          fix: "ask upstream why; yank the version if it was withdrawn for good, the record itself stays",
        }),
      ];
    }
    return [
      finding("TAG_MOVED", `upstream moved the tag ${tag} to ${now}`, {
        expected: `${commit}, the commit of the recorded ${version}`,
        fix: "find out why before trusting the package; yank the version if upstream was taken over",
      }),
    ];
  });
}
