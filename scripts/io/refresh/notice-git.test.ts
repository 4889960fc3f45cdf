import { describe, expect, test } from "vitest";
import type { Release } from "../../model/release/release.ts";
import { openCooldown } from "../../model/upstream/cooldown.ts";
import type { Health } from "../../model/upstream/health.ts";
import { type GitHost, startGitHost } from "../../test/git-host.ts";
import { makeFolder } from "../../test/repository.ts";
import { later, NOON } from "../../test/world.ts";
import { openGitHub } from "../github/api.ts";
import { openUpstreamCache } from "./git-upstream.ts";
import { noticeGit } from "./notice-git.ts";

const OLD = "2026-11-01T00:00:00Z";
const ENDPOINT = { kind: "git", host: "github.com", owner: "acme", repository: "foo" } as const;

interface Given {
  readonly recorded?: readonly Release[];
  readonly health?: Health;
  readonly now?: Date;
  /** Ask the forge's API too. */
  readonly isForge?: boolean;
  readonly pattern?: string;
}

function notice(host: GitHost, { recorded = [], now = NOON, isForge = false, ...subject }: Given = {}) {
  const { environment, replace } = host;
  const github = isForge ? openGitHub({ fetch, environment, token: "token" }) : undefined;
  return noticeGit(
    { name: "foo", endpoint: ENDPOINT, recorded, ...subject },
    {
      fetch,
      replace,
      pauses: { retries: 0, leastWait: 1, mostWait: 1 },
      github,
      cache: openUpstreamCache(makeFolder()),
    },
    { now, cooldown: openCooldown(now, 72) },
  );
}

/** A repository whose `v1.0.0` was made long ago, and what a catalog records of it. */
async function aRecorded() {
  const host = await startGitHost();
  host.repository.commit({ "pak.json": '{"dependencies":{"bar":"^1.0.0"}}' }, OLD);
  host.release("v1.0.0");
  const noticed = await notice(host);
  return { host, recorded: noticed!.releases };
}

const versionsOf = (releases: readonly { version: string }[] = []) => releases.map(({ version }) => version);

/** The health of a package of which a version has waited out the cooldown. */
function aWait(version: string, commit: string): Health {
  return { looked: OLD, next: OLD, waiting: { [version]: { since: OLD, until: OLD, commit } } };
}

test("the first time, records old tags with commit, digest, date and dependencies", async () => {
  const { recorded } = await aRecorded();
  expect(recorded).toEqual([
    {
      version: "1.0.0",
      published: OLD,
      tag: "v1.0.0",
      commit: expect.stringMatching(/^[0-9a-f]{40}$/),
      tree: expect.stringMatching(/^h1:/),
      dependencies: { bar: "^1.0.0" },
    },
  ]);
});

describe("the cooldown", () => {
  test("counts from when a tag was first seen, whatever its commit says", async () => {
    const { host, recorded } = await aRecorded();
    const commit = host.repository.commit({ "a.c": "1" }, OLD);
    host.release("v1.1.0");
    const first = await notice(host, { recorded });
    const waiting = { since: "2026-11-21T12:00:00Z", until: "2026-11-24T12:00:00Z", commit };
    expect(first).toMatchObject({ added: [], held: [{ version: "1.1.0", code: "COOLDOWN", waiting }] });
    const health = { looked: OLD, next: OLD, waiting: { "1.1.0": waiting } };
    const then = await notice(host, { recorded, health, now: later(72 * 3_600_000) });
    // Nor does what its commit says make it look older afterwards.
    expect(then?.added).toMatchObject([{ version: "1.1.0", published: waiting.since }]);
    // A tag that moves meanwhile waits anew.
    host.repository.commit({ "a.c": "2" }, OLD);
    host.release("v1.1.0");
    expect((await notice(host, { recorded, health, now: later(72 * 3_600_000) }))?.added).toEqual([]);
  });

  test("counts from there also where the forge tells of an older push", async () => {
    const { host, recorded } = await aRecorded();
    const commit = host.repository.commit({ "a.c": "1" });
    host.release("v1.1.0");
    host.github.facts.set("acme/foo", { pushed: OLD });
    expect((await notice(host, { recorded, isForge: true }))?.added).toEqual([]);
    const noticed = await notice(host, { recorded, isForge: true, health: aWait("1.1.0", commit) });
    expect(versionsOf(noticed?.releases)).toEqual(["1.1.0", "1.0.0"]);
    expect(noticed?.repository).toEqual({ id: 1000, owner: 9 });
  });
});

test("what changed under a recorded name is told, and nothing else believed", async () => {
  const { host, recorded } = await aRecorded();
  host.repository.commit({ "evil.c": "1" }, OLD);
  host.release("v1.0.0");
  host.repository.git("tag", "v1.1.0");
  host.publish();
  const noticed = await notice(host, { recorded, now: later(1e10) });
  expect(noticed).toMatchObject({ releases: recorded, findings: [{ code: "TAG_MOVED" }] });
});

test("a commit that is on no branch is not recorded, the others are", async () => {
  const { host, recorded } = await aRecorded();
  host.repository.git("switch", "--quiet", "--detach");
  const foreign = host.repository.commit({ "evil.c": "1" }, OLD);
  host.repository.git("tag", "v1.2.0");
  host.repository.git("switch", "--quiet", "main");
  const own = host.repository.commit({ "a.c": "1" }, OLD);
  host.release("v1.1.0");
  const { waiting: first } = aWait("1.2.0", foreign);
  const health = { ...aWait("1.1.0", own), waiting: { ...first, ...aWait("1.1.0", own).waiting } };
  const noticed = await notice(host, { recorded, isForge: true, health });
  expect([versionsOf(noticed?.added), noticed?.findings.map(({ code }) => code)]).toEqual([
    ["1.1.0"],
    ["TAG_OFF_BRANCH"],
  ]);
  // It is old enough and stays so: the next run tells of it again, and does not have it wait anew.
  expect(noticed?.held).toMatchObject([
    { version: "1.2.0", code: "REFUSED", waiting: { since: OLD, commit: foreign } },
  ]);
});

test("a version that no package may be keeps no other from being recorded", async () => {
  const host = await startGitHost();
  host.repository.commit({ "a.c": "1" }, OLD);
  host.release("v1.0.0");
  host.repository.git("config", "core.symlinks", "true");
  const { symlinkSync } = await import("node:fs");
  symlinkSync("/etc/passwd", `${host.repository.root}/link`);
  host.repository.commit({}, OLD);
  host.release("v1.1.0");
  const noticed = await notice(host);
  expect([versionsOf(noticed?.added), noticed?.refused.map(({ code }) => code)]).toEqual([
    ["1.0.0"],
    ["ARCHIVE_LINK"],
  ]);
});

test("tags are read as the override says, and strange ones counted", async () => {
  const host = await startGitHost();
  host.repository.commit({ "a.c": "1" }, OLD);
  for (const tag of ["foo-1_2_3", "v9.9.9", "v1;x"]) host.repository.git("tag", tag);
  host.publish();
  const noticed = await notice(host, { pattern: "^foo-(\\d+)_(\\d+)_(\\d+)$" });
  expect([versionsOf(noticed?.added), noticed?.skipped.tags]).toEqual([["1.2.3"], 1]);
});

test("a commit of the future is as old as its first sight", async () => {
  const host = await startGitHost();
  host.repository.commit({ "a.c": "1" }, "2099-01-01T00:00:00Z");
  host.release("v1.0.0");
  expect(await notice(host)).toMatchObject({
    added: [],
    held: [{ code: "COOLDOWN", waiting: { since: "2026-11-21T12:00:00Z" } }],
  });
});
