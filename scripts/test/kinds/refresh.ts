import { execFileSync } from "node:child_process";
import { hash } from "node:crypto";
import { refresh } from "../../commands/refresh.ts";
import { PakError } from "../../errors.ts";
import { readBuild } from "../../io/build/read-build.ts";
import { readRecorded } from "../../io/catalog/recorded.ts";
import type { Rulebook } from "../../io/catalog/rulebook.ts";
import { readNpmConfiguration } from "../../io/npm/configuration.ts";
import { openMetadataCache } from "../../io/npm/metadata-cache.ts";
import { openUpstreamCache } from "../../io/refresh/git-upstream.ts";
import { refreshPackage } from "../../io/refresh/refresh-package.ts";
import type { Summary } from "../../io/refresh/summary.ts";
import { renderInstant } from "../../model/text/instant.ts";
import { openCooldown } from "../../model/upstream/cooldown.ts";
import { aBuild, replaceArtifact } from "../build-folder.ts";
import { anEntry, aRelease, catalogFiles, settingsFile } from "../catalog.ts";
import { BOT } from "../github/catalog.ts";
import { type GitHubStandIn, startGitHub } from "../github/server.ts";
import { anNpmEnvironment, aPackument, startRegistry } from "../registry.ts";
import { makeFolder, makeRepository, writeFiles } from "../repository.ts";
import { startTagLister } from "../tag-lister.ts";
import { aWorld, NOON, openRulebook } from "../world.ts";
import type { Kind } from "./kind.ts";

interface Tag {
  readonly tag: string;
  /** Any word: equal words are one commit. */
  readonly commit: string;
}

interface Input {
  readonly recorded?: readonly Tag[];
  readonly remote?: readonly Tag[];
  readonly repo_id?: number;
  readonly remote_repo_id?: number;
  readonly owner_id?: number;
  readonly remote_owner_id?: number;
  readonly tag_age_hours?: number;
  readonly tag_commit_reachable_from_branch?: boolean;
  readonly run?: string;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly then?: number;
  readonly killed_after?: "commit" | "push" | "pull";
  readonly redirect?: string;
  readonly refs?: number;
  readonly archive_sha256?: string;
  readonly second_download_sha256?: string;
  readonly npm?: { readonly version: string; readonly [field: string]: unknown };
  readonly checks?: string;
  readonly artifact_from_build_job?: { readonly path: string };
}

const HOUR = 3_600_000;
const OLD = "2026-06-01T00:00:00Z";

/** Builds the world that a case describes, with real servers and a clock that only waiting moves, and refreshes it. */
const kind: Kind = async given => {
  const input = given as Input;
  if (input.checks !== undefined) return crashCheck(input);
  if (input.artifact_from_build_job !== undefined) return readArtifact(input.artifact_from_build_job);
  if (input.npm !== undefined || input.archive_sha256 !== undefined) return refreshNpm(input);
  return refreshGit(input);
};
export default kind;

/** What a run found, in codes; and in words of its own what an accepted case must not do. */
async function runOnce(world: ReturnType<typeof aWorld>, flags: Record<string, string | true> = {}) {
  const exit = await refresh.run(world, { words: [], flags: { json: true, ...flags } });
  const summary = JSON.parse(world.printed.at(-1)!) as Summary;
  const codes = [...summary.findings, ...summary.failures, ...summary.held].map(({ code }) => code);
  return { exit, summary, codes };
}

async function refreshGit(input: Input): Promise<string[]> {
  const { remote_owner_id = input.owner_id ?? 9, status, headers = {} } = input;
  const standIn = await startGitHub([
    { login: "acme", id: remote_owner_id },
    BOT,
    { login: "catalog", id: 70142, members: [] },
  ]);
  const { recorded, replace } = await makeUpstream(input, standIn);
  const clone = makeCatalog(standIn, recorded, input);
  const home = makeFolder();
  writeFiles(home, { "settings.json": JSON.stringify({ replace }) });
  let [clock, slept] = [NOON.getTime(), 0];
  const environment = {
    ...anNpmEnvironment(),
    GITHUB_API_URL: `${standIn.url}/api`,
    GITHUB_REPOSITORY: "catalog/pak",
    // Whoever lists without end is asked as a server without an API.
    ...(input.refs === undefined ? { GITHUB_TOKEN: BOT.token } : {}),
  };
  const world = aWorld({
    root: clone,
    home,
    environment,
    now: () => new Date(clock),
    wait: async milliseconds => {
      clock += milliseconds;
      slept += milliseconds;
    },
  });
  await seeEarlier(input, world, (hours: number) => {
    clock = NOON.getTime() - hours * HOUR;
  });
  if (status !== undefined) {
    const answer = { status, headers: readHeaders(headers), asked: "GET /repos/acme/foo" };
    standIn.refusals.push(...Array<typeof answer>(input.then === undefined ? 20 : 1).fill(answer));
  }
  if (input.killed_after !== undefined) return resume(world, standIn, input.killed_after);
  const isTwice = input.run === "twice";
  const flags: Record<string, true> = isTwice ? { pull: true } : {};
  const { codes, summary, exit } = await runOnce(world, flags);
  // Whoever was sent away is not done, and nothing is wrong.
  if (codes.includes("RATE_LIMITED") && exit !== 5) return ["NOT_INCOMPLETE"];
  if (codes.length > 0) return summary.packages.length > 0 ? [...codes, "RECORDED"] : codes;
  const isRecorded = summary.packages.some(({ added }) => added.includes("1.1.0"));
  if (exit !== 0 || !isRecorded) return ["NOT_RECORDED"];
  const asked = Number(headers["retry-after"] ?? 0) * 1000;
  if (input.then !== undefined && slept < asked) return ["NOT_WAITED"];
  if (!isTwice) return [];
  const tip = () => readTip(clone);
  const before = tip();
  const again = await runOnce(world, flags);
  const isSame = again.summary.packages.length === 0 && tip() === before && standIn.pulls.length === 1;
  return isSame ? again.codes : ["NOT_IDEMPOTENT"];
}

function readTip(clone: string): string {
  return execFileSync("git", ["-C", clone, "rev-parse", "refs/heads/refresh"], { encoding: "utf8" });
}

/** A run when the tags were as young as can be, which records nothing: their age counts from there. */
async function seeEarlier(
  { tag_age_hours = 96, recorded, remote }: Input,
  world: ReturnType<typeof aWorld>,
  setClock: (hoursAgo: number) => void,
): Promise<void> {
  // The first time that a repository is asked, what its commits say of their age counts.
  const isFirst = recorded === undefined && remote !== undefined;
  if (!isFirst && tag_age_hours > 0) {
    setClock(tag_age_hours);
    await refresh.run(world, { words: [], flags: { json: true } });
  }
  setClock(0);
}

/** Breaks a run off, and runs again. */
async function resume(
  world: ReturnType<typeof aWorld>,
  standIn: GitHubStandIn,
  after: NonNullable<Input["killed_after"]>,
): Promise<string[]> {
  const pulls = "POST /repos/catalog/pak/pulls";
  const start = "POST /repos/catalog/pak/actions/workflows/validate.yml/dispatches";
  const asked = { commit: "GET /repos/catalog/pak", push: pulls, pull: start }[after];
  standIn.refusals.push({ status: 500, asked });
  const broken = await runOnce(world, { pull: true }).catch(error => error as unknown);
  if (!(broken instanceof PakError)) return ["NOT_BROKEN"];
  const { codes } = await runOnce(world, { pull: true });
  return standIn.pulls.length === 1 ? codes : [...codes, "NOT_ONE_PULL"];
}

/** The repository with the tags of the case, and what the catalog has recorded of it. */
async function makeUpstream(input: Input, standIn: GitHubStandIn) {
  const { tag_age_hours = 96, redirect, repo_id, remote_repo_id = repo_id } = input;
  const { recorded = input.remote === undefined ? [{ tag: "v1.0.0", commit: "A" }] : [] } = input;
  const { remote = [...recorded, { tag: "v1.1.0", commit: "B" }] } = input;
  const bare = standIn.makeRepository("acme", "foo");
  const pushed = renderInstant(new Date(NOON.getTime() - tag_age_hours * HOUR));
  const repository = makeRepository();
  const commits = new Map<string, string>();
  const words = [...recorded, ...remote].map(({ commit }) => commit);
  for (const word of new Set(words)) {
    const isForeign = input.tag_commit_reachable_from_branch === false && word === words.at(-1);
    if (isForeign) repository.git("switch", "--quiet", "--detach");
    commits.set(word, repository.commit({ "foo.c": word }, OLD));
    if (isForeign) repository.git("switch", "--quiet", "main");
  }
  for (const { tag, commit } of remote) repository.git("tag", tag, commits.get(commit)!);
  repository.git("push", "--quiet", "--mirror", bare);
  standIn.facts.set("acme/foo", {
    pushed,
    ...(remote_repo_id === undefined ? {} : { id: remote_repo_id }),
    ...(redirect === undefined ? {} : { name: new URL(redirect).pathname.slice(1) }),
  });
  const { refs = 0 } = input;
  const lines = function* () {
    for (let at = 0; at < refs; at += 1) yield `${"a".repeat(40)} refs/tags/v${at}`;
  };
  return {
    recorded: recorded.map(({ tag, commit }) => ({ tag, commit: commits.get(commit)! })),
    replace: refs > 0 ? await startTagLister(lines) : { "https://github.com/": `${standIn.url}/` },
  };
}

function makeCatalog(
  standIn: GitHubStandIn,
  recorded: readonly Tag[],
  { repo_id = 1_000, owner_id = 9 }: Input,
): string {
  const bare = standIn.makeRepository("catalog", "pak");
  const clone = makeRepository();
  const entry = anEntry({ name: "foo", endpoint: "https://github.com/acme/foo.git" });
  const releases = recorded.map(pin => ({
    version: pin.tag.replace(/^v/, ""),
    published: OLD,
    ...pin,
    tree: `h1:${hash("sha256", pin.commit, "base64")}`,
  }));
  const document = {
    $schema: "../../../schemas/releases.schema.json",
    name: "foo",
    repository: { id: repo_id, owner: owner_id },
    releases,
  };
  clone.commit({
    ...settingsFile(),
    ".gitignore": ".pak/\n",
    ...catalogFiles({ entry }),
    "catalog/releases/fo/foo.json": `${JSON.stringify(document, null, 2)}\n`,
  });
  clone.git("push", "--quiet", bare, "main");
  return clone.root;
}

/** `+3600` is so many seconds from now. */
function readHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  const now = Math.floor(Date.now() / 1000);
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      value.startsWith("+") ? String(now + Number(value)) : value,
    ]),
  );
}

/** An npm package whose newest version is the case's; what is told twice differs where the case says so. */
async function openNpm({ npm, archive_sha256, second_download_sha256 }: Input) {
  const { version = "1.1.0", ...fields } = npm ?? {};
  const isUnstable = archive_sha256 !== second_download_sha256;
  const told = isUnstable ? { integrity: `sha512-${hash("sha512", String(archive_sha256), "base64")}` } : {};
  const versions = { [version]: { published: OLD, ...fields, ...told } };
  const registry = await startRegistry({ foo: aPackument("foo", versions) });
  return anNpmEnvironment({ npm_config_registry: registry.address });
}

async function refreshNpm(input: Input): Promise<string[]> {
  const root = makeFolder();
  writeFiles(root, { ...settingsFile(), ...catalogFiles({ entry: anEntry({ name: "foo" }) }) });
  const { codes, summary } = await runOnce(aWorld({ root, environment: await openNpm(input) }));
  if (codes.length > 0) return codes;
  return summary.packages.length === 1 ? [] : ["NOT_RECORDED"];
}

/** A check that can't be run is no check that passed. */
async function crashCheck({ checks }: Input): Promise<string[]> {
  const root = makeFolder();
  writeFiles(root, { ...settingsFile(), ...catalogFiles({ entry: anEntry({ name: "foo" }) }) });
  const configuration = await readNpmConfiguration(root, await openNpm({}));
  const crash = () => {
    throw new Error(checks);
  };
  const { findings } = await refreshPackage(
    { name: "foo", endpoint: { kind: "npm", name: "foo" }, recorded: [] },
    {
      root,
      rulebook: { guards: { entry: crash, releases: crash } } as unknown as Rulebook,
      npm: { fetch, configuration, cache: openMetadataCache(makeFolder()) },
      git: { fetch, pauses: configuration, cache: openUpstreamCache(makeFolder()) },
      now: NOON,
      cooldown: openCooldown(NOON, 72),
      isDryRun: false,
      isLifted: false,
    },
  );
  return findings.map(({ code }) => code);
}

/** What a build job leaves is read as a stranger's. */
async function readArtifact({ path }: NonNullable<Input["artifact_from_build_job"]>): Promise<string[]> {
  const root = makeFolder();
  const entry = anEntry({ name: "foo" });
  writeFiles(root, { ...settingsFile(), ...catalogFiles({ entry, releases: [aRelease("1.0.0")] }) });
  const folder = await aBuild(root, "foo");
  await replaceArtifact(folder, [{ name: path }]);
  const rulebook = await openRulebook(root);
  const { selection } = readRecorded(root, rulebook, "foo");
  const read = await readBuild({ folder, selection, guards: rulebook.guards, now: NOON });
  return "findings" in read ? read.findings.map(({ code }) => code) : [];
}
