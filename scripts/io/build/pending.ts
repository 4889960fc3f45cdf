import type { Candidate } from "../../model/build/matrix.ts";
import { isJsonObject } from "../../model/json.ts";
import { releasesPath } from "../../model/name/paths.ts";
import { readCommit } from "../git/git.ts";
import { readBlobs } from "../git/objects.ts";
import { parseJson } from "../json/parse.ts";
import { RELEASES_LIMITS } from "../json/strictness.ts";

/**
 * Leaves out what another revision of the catalog has an artifact of: it was built and released, and the pull request
 * that records it waits.
 *
 * @throws PakError GIT when the revision names no commit
 */
export function leavePending(root: string, revision: string, candidates: readonly Candidate[]): Candidate[] {
  const commit = readCommit(root, revision);
  const files = readBlobs(
    root,
    candidates.map(({ name }) => `${commit}:${releasesPath(name)}`),
  );
  return candidates.filter(({ release }, at) => !hasArtifact(files[at], release.version));
}

function hasArtifact(file: Uint8Array | undefined, version: string): boolean {
  const parsed = file && parseJson(file, RELEASES_LIMITS);
  if (parsed === undefined || "findings" in parsed) return false;
  const { releases } = parsed.document;
  return (
    Array.isArray(releases) &&
    releases.some(
      release => isJsonObject(release) && release.version === version && release.artifact !== undefined,
    )
  );
}
