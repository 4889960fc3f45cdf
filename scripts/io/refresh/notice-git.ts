import { join } from "node:path";
import { exitOf, PakError } from "../../errors.ts";
import { renderEndpoint } from "../../model/entry/endpoint.ts";
import { type Finding, finding } from "../../model/finding.ts";
import { blendPakMember } from "../../model/install/own-manifest.ts";
import { isJsonObject } from "../../model/json.ts";
import type { Release } from "../../model/release/release.ts";
import { renderInstant } from "../../model/text/instant.ts";
import { parseDependencies } from "../../model/upstream/dependencies.ts";
import { checkRecordedTags } from "../../model/upstream/recorded-tags.ts";
import { checkRepositoryIds } from "../../model/upstream/repository.ts";
import { newestFirst } from "../../model/upstream/selection.ts";
import { selectTags } from "../../model/upstream/tag-selection.ts";
import { readTags, type Tagged } from "../../model/upstream/tags.ts";
import { type Held, NOTHING_SKIPPED } from "../../model/upstream/upstream.ts";
import { withScratchFolder } from "../disk/scratch-folder.ts";
import { openBranches } from "../github/forge.ts";
import { readManifestFile } from "../json/manifest-file.ts";
import { openTurns } from "../remote/limited.ts";
import { fetchGitSource } from "../source/git-source.ts";
import { fetchGitUpstream, type GitUpstream, type UpstreamMeans } from "./git-upstream.ts";
import type { Noticed, NoticeTools } from "./notice.ts";
import type { GitSubject } from "./plan.ts";

/** A hostile pack takes gigabytes of memory (`fetchGitSource`), and eight of them at once the machine. */
const inTurn = openTurns(2);

/**
 * Asks a git repository what it has, and fetches what is new: its files' digest is recorded, and what its manifest
 * depends on.
 *
 * How old a tag is, its repository says of itself, and can say what it likes. So the cooldown counts from when the tag
 * was first seen here. Only the very first time, when there is nothing to protect yet, does the commit's date count.
 *
 * @returns `undefined` when there is no such repository
 * @throws PakError as `fetchGitUpstream`
 */
export async function noticeGit(
  subject: GitSubject,
  means: UpstreamMeans,
  tools: NoticeTools,
): Promise<Noticed | undefined> {
  const { endpoint, recorded, repository: known, pattern } = subject;
  const upstream = await fetchGitUpstream(endpoint, means, tools.now);
  if (upstream === undefined) return undefined;
  const { repository, tags } = upstream;
  const alarms = [
    ...(repository === undefined ? [] : checkRepositoryIds(known, repository)),
    ...checkRecordedTags(recorded, tags),
  ];
  const { versions, refused: strange } = readTags(tags, pattern);
  const skipped = { ...NOTHING_SKIPPED, tags: strange };
  const ids = known ?? (repository && { id: repository.id, owner: repository.owner });
  const same = { releases: recorded, added: [], deprecated: [], held: [], skipped, refused: [] };
  if (alarms.length > 0) return { ...same, findings: alarms };
  const [added, held, findings, refusals]: [Release[], Held[], Finding[], PakError[]] = [[], [], [], []];
  const isForeign = openForeign(subject, upstream, means);
  for (const tagged of selectTags(versions, recorded)) {
    const since = findSince(subject, tagged, tools);
    const refused = { ...makeWaiting(tagged, since, tools), code: "REFUSED" } as const;
    if (recorded.length > 0 && !tools.cooldown.isOver(since)) {
      held.push(makeWaiting(tagged, since, tools));
      continue;
    }
    if (await isForeign(tagged.commit)) {
      findings.push(makeForeignFinding(tagged));
      held.push(refused);
      continue;
    }
    const release = await inTurn(() => fetchRelease(subject, tagged, means, since)).catch(error =>
      refuse(error, refusals),
    );
    if (release === undefined) held.push(refused);
    else if (tools.cooldown.isOver(release.published)) added.push(release);
    else held.push(makeWaiting(tagged, release.published, tools));
  }
  if (added.length === 0) return { ...same, held, findings, refused: refusals };
  const releases = [...added, ...recorded].sort(newestFirst);
  const noticed = { ...same, releases, added, held, findings, refused: refusals };
  return ids === undefined ? noticed : { ...noticed, repository: ids };
}

/** Since when a tag is known to be there as it is. */
function findSince({ health }: GitSubject, { version, commit }: Tagged, { now }: NoticeTools): string {
  const seen = health?.waiting?.[version];
  return seen?.commit === commit ? seen.since : renderInstant(now);
}

function makeWaiting({ version, commit }: Tagged, since: string, { cooldown }: NoticeTools): Held {
  return { version, code: "COOLDOWN", waiting: { since, until: cooldown.endOf(since), commit } };
}

/** How to tell whether a commit is on none of the repository's branches; where no forge was asked, none is said to be. */
function openForeign(
  { endpoint }: GitSubject,
  { repository }: GitUpstream,
  { github }: UpstreamMeans,
): (commit: string) => Promise<boolean> {
  if (github === undefined || repository === undefined) return () => Promise.resolve(false);
  const isOnBranch = openBranches(github, endpoint, repository.branch);
  return async commit => !(await isOnBranch(commit));
}

function makeForeignFinding({ version, tag, commit }: Tagged): Finding {
  return finding("TAG_OFF_BRANCH", `the tag ${tag} names ${commit}, which is on no branch of upstream`, {
    expected: `a commit of one of its branches as ${version}`,
    fix: "ask upstream what it is: anybody's fork can hold such a commit",
  });
}

/** What one version lacks keeps no other from being recorded; that nobody answers ends the asking. */
function refuse(error: unknown, refusals: PakError[]): undefined {
  if (!(error instanceof PakError) || exitOf(error) !== 3) throw error;
  refusals.push(error);
}

async function fetchRelease(
  { endpoint, recorded }: GitSubject,
  { version, tag, commit }: Tagged,
  means: UpstreamMeans,
  since: string,
): Promise<Release> {
  return withScratchFolder("refresh", async folder => {
    const pin = { tag, commit };
    const fetched = await fetchGitSource({ endpoint: renderEndpoint(endpoint), pin }, folder, means);
    // A date that is none, or in the future, is when the tag was seen; so is any date once there is something to protect:
    // who installs only what is older than some days goes by it.
    const time = fetched.committed.getTime();
    const isPast = recorded.length === 0 && time >= 0 && time <= Date.parse(since);
    return {
      version,
      published: isPast ? renderInstant(fetched.committed) : since,
      tag,
      commit,
      tree: fetched.tree,
      ...readDependencies(folder),
    };
  });
}

/** What the original Pak reads: `pak.json`, else the `pak` member of `package.json`, whose own ones are npm's. */
function readDependencies(folder: string): Pick<Release, "dependencies" | "optionalDependencies"> {
  const read = (name: string) => {
    try {
      return readManifestFile(join(folder, name))?.document;
    } catch (error) {
      if (error instanceof PakError) return undefined;
      throw error;
    }
  };
  const pak = read("pak.json");
  const member = pak === undefined ? read("package.json")?.pak : undefined;
  const manifest = pak === undefined ? (isJsonObject(member) ? member : {}) : blendPakMember(pak);
  const dependencies = parseDependencies(manifest.dependencies).kept;
  const optionalDependencies = parseDependencies(manifest.optionalDependencies).kept;
  return {
    ...(dependencies === undefined ? {} : { dependencies }),
    ...(optionalDependencies === undefined ? {} : { optionalDependencies }),
  };
}
