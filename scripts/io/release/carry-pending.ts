import { PakError } from "../../errors.ts";
import type { JsonObject } from "../../model/json.ts";
import { parsePath, releasesPath } from "../../model/name/paths.ts";
import { type Mark, recordMark } from "../catalog/record-mark.ts";
import type { Rulebook } from "../catalog/rulebook.ts";
import { openFiles } from "../catalog/source.ts";
import { readCommit, runGit } from "../git/git.ts";
import { parseReleases, readReleasesAt } from "./releases-at.ts";

/** What a waiting pull request told of releases, and what became of it here. */
export interface Carried {
  /** `NAME VERSION` of those whose marks were taken over. */
  readonly carried: readonly string[];
  /** Why others were not. */
  readonly refused: readonly string[];
}

/**
 * Takes over what another revision of the catalog tells of releases and this one does not yet: the records of an
 * earlier run, whose pull request waits and is about to be made anew. Only marks are taken, of versions that are
 * recorded here with the same source, by the catalog's own rules.
 *
 * @throws PakError GIT when the revision names no commit, WRITE
 */
export async function carryPending(
  place: { readonly root: string; readonly rulebook: Rulebook },
  revision: string,
): Promise<Carried> {
  const { root } = place;
  const commit = readCommit(root, revision);
  const [carried, refused]: [string[], string[]] = [[], []];
  for (const { name, version, mark } of listMarks(root, commit)) {
    try {
      await recordMark(place, { name, version }, mark);
      carried.push(`${name} ${version}`);
    } catch (error) {
      if (!(error instanceof PakError) || error.code !== "CONFLICT") throw error;
      refused.push(`${name} ${version}: ${error.message}`);
    }
  }
  return { carried, refused };
}

/** Marks there that the same releases here lack. */
function listMarks(root: string, commit: string): { name: string; version: string; mark: Mark }[] {
  const words = ["diff", "--name-only", "-z", "--no-renames", "HEAD", commit, "--", "catalog/releases"];
  const names = runGit(root, words)
    .toString()
    .split("\0")
    .flatMap(path => {
      const parsed = parsePath(path);
      return parsed?.kind === "releases" ? [parsed.name] : [];
    });
  const read = openFiles(root);
  const waiting = readReleasesAt(root, commit, names);
  return names.flatMap((name, at) => {
    const here = parseReleases(read(releasesPath(name)));
    // Whether what waits is in order is told by `recordMark`, which applies the rules.
    return waiting[at]!.flatMap(there => {
      const same = here.find(release => pinOf(release) === pinOf(there));
      const mark = same === undefined ? {} : pickLacking(there, same);
      return Object.keys(mark).length > 0 ? [{ name, version: String(there.version), mark }] : [];
    });
  });
}

function pinOf({ version, tag, commit, tree, integrity }: JsonObject): string {
  return JSON.stringify([version, tag, commit, tree, integrity]);
}

function pickLacking(there: JsonObject, here: JsonObject): Mark {
  const lacking = (["artifact", "container"] as const).filter(
    field => there[field] !== undefined && here[field] === undefined,
  );
  return Object.fromEntries(lacking.map(field => [field, there[field]])) as Mark;
}
