import { expect, test } from "vitest";
import { keepHealth } from "../io/refresh/health-branch.ts";
import type { Releases } from "../model/release/release.ts";
import type { HealthShard } from "../model/upstream/health.ts";
import { anEntry, aRelease, catalogFiles } from "./catalog.ts";
import { atHour, BOT, checkEvent, OCTOCAT, startCatalog } from "./github/catalog.ts";
import { startPak } from "./pak.ts";
import { anNpmEnvironment, aPackument, startRegistry } from "./registry.ts";
import { makeFolder, makeRepository, type Repository, writeFiles } from "./repository.ts";

/** A catalog at GitHub with an npm package and one of a repository there, and the job that refreshes it. */
async function start() {
  const { standIn, bare, clone } = await startCatalog();
  const upstream = makeRepository();
  const home = standIn.makeRepository("octocat", "foo");
  const release = (tag: string, date: string) => {
    upstream.commit({ "foo.c": tag }, date);
    upstream.git("tag", tag);
    upstream.git("push", "--quiet", "--mirror", home);
    standIn.facts.set("octocat/foo", { pushed: date });
  };
  release("v1.0.0", "2026-11-01T00:00:00Z");
  const seed = clonePlain(bare, clone);
  const endpoint = "https://github.com/octocat/foo.git";
  seed.commit(catalogFiles({ entry: anEntry({ name: "foo", endpoint }) }));
  seed.git("push", "--quiet", bare, "HEAD:main");
  const registry = await startRegistry({
    jquery: aPackument("jquery", { "3.7.1": { integrity: aRelease("3.7.1").integrity } }),
  });
  const pakHome = makeFolder();
  writeFiles(pakHome, {
    "settings.json": JSON.stringify({ replace: { "https://github.com/": `${standIn.url}/` } }),
  });

  /** A run of the workflow: a fresh clone, and nothing of the last run. */
  async function refresh(hours: number) {
    const runner = makeRepository();
    runner.git("remote", "add", "origin", `${standIn.url}/catalog/pak.git`);
    runner.git("fetch", "--quiet", bare, "main:refs/remotes/origin/main");
    runner.git("reset", "--quiet", "--hard", "origin/main");
    const environment = anNpmEnvironment({ npm_config_registry: registry.address });
    const words = ["refresh", "--pull", "--branch", "health", "--json"];
    return startPak(runner.root, words, {
      ...(environment as Record<string, string>),
      ...atHour(hours),
      PAK_HOME: pakHome,
      GITHUB_API_URL: `${standIn.url}/api`,
      GITHUB_REPOSITORY: "catalog/pak",
      GITHUB_TOKEN: BOT.token,
    });
  }
  const read = <Document>(revision: string) =>
    JSON.parse(seed.git("--git-dir", bare, "show", revision)) as Document;
  return { standIn, bare, seed, release, refresh, read };
}

function clonePlain(bare: string, folder: string): Repository {
  const repository = makeRepository(folder);
  repository.git("fetch", "--quiet", bare, "main");
  repository.git("reset", "--quiet", "--hard", "FETCH_HEAD");
  return repository;
}

const RECORDED = "refresh:catalog/releases/fo/foo.json";

test("new tags become one pull request that the catalog's own check lets pass", async () => {
  const { standIn, bare, release, refresh, read } = await start();
  const first = await refresh(0);
  expect([first.status, first.stderr]).toEqual([0, expect.stringContaining("proposed: ")]);
  expect(read<Releases>(RECORDED)).toMatchObject({
    name: "foo",
    repository: { id: 1001, owner: OCTOCAT.id },
    releases: [{ version: "1.0.0", tag: "v1.0.0", published: "2026-11-01T00:00:00Z" }],
  });
  expect(standIn.pulls).toMatchObject([{ head: "catalog:refresh", title: "Record releases" }]);
  // The job started the check of its branch by hand: a pull request that a workflow opens starts none.
  expect(standIn.started).toEqual(["validate.yml refresh"]);
  const runner = clonePlain(bare, makeFolder());
  runner.git("fetch", "--quiet", bare, "+refresh:refs/pull/head");
  const checked = await checkEvent(standIn, runner.root, "refs/pull/head", { ref: "refs/heads/refresh" }, 0);
  expect(checked).toEqual({ status: 0, codes: [] });

  // A second run finds everything as it is.
  const tip = runner.git("--git-dir", bare, "rev-parse", "refresh");
  expect((await refresh(6)).status).toBe(0);
  expect([runner.git("--git-dir", bare, "rev-parse", "refresh"), standIn.pulls.length]).toEqual([tip, 1]);

  // The next tag waits on the branch `health` alone, from run to run, and is recorded when its time has come.
  standIn.pulls[0]!.state = "closed";
  runner.git("--git-dir", bare, "update-ref", "refs/heads/main", "refresh");
  release("v1.1.0", "2026-11-21T18:00:00Z");
  expect(await refresh(12)).toMatchObject({
    status: 0,
    stderr: expect.stringMatching(/waiting: foo 1\.1\.0 until 2026-11-25T00:00:00Z/),
  });
  expect(read<HealthShard>("health:fo.json").packages.foo).toMatchObject({
    looked: "2026-11-22T00:00:00Z",
    found: "2026-11-21T18:00:00Z",
    waiting: { "1.1.0": { since: "2026-11-22T00:00:00Z", until: "2026-11-25T00:00:00Z" } },
  });
  expect(runner.git("--git-dir", bare, "rev-list", "--count", "health")).toBe("1");
  expect(standIn.pulls).toHaveLength(1);
  expect((await refresh(84)).status).toBe(0);
  expect(read<Releases>(RECORDED).releases.map(({ version }) => version)).toEqual(["1.1.0", "1.0.0"]);
  expect(standIn.pulls).toHaveLength(2);
  expect(standIn.strays).toEqual([]);
});

test("a run that was broken off after its push is finished by the next one", async () => {
  const { standIn, refresh } = await start();
  standIn.refusals.push({ status: 500, asked: "POST /repos/catalog/pak/pulls" });
  expect((await refresh(0)).status).toBe(5);
  expect(standIn.pulls).toEqual([]);
  expect((await refresh(1)).status).toBe(0);
  expect(standIn.pulls).toMatchObject([{ head: "catalog:refresh" }]);
});

test("a tag that was moved quarantines its package from run to run", async () => {
  const { standIn, bare, seed, refresh, release, read } = await start();
  await refresh(0);
  seed.git("--git-dir", bare, "update-ref", "refs/heads/main", "refresh");
  const before = read<Releases>(RECORDED);
  seed.git("--git-dir", standIn.folderOf("octocat/foo"), "tag", "--delete", "v1.0.0");
  release("v2.0.0", "2026-11-02T00:00:00Z");
  seed.git("--git-dir", standIn.folderOf("octocat/foo"), "tag", "--delete", "v1.0.0");
  standIn.facts.set("octocat/foo", { pushed: "2026-11-03T00:00:00Z" });
  const moved = await refresh(6);
  expect(moved.status).toBe(1);
  expect(JSON.parse(moved.stdout).findings).toMatchObject([{ code: "TAG_DELETED" }]);
  expect(read<HealthShard>("health:fo.json").packages.foo?.quarantined).toMatchObject({
    code: "TAG_DELETED",
    since: "2026-11-21T18:00:00Z",
  });
  expect(read<Releases>("main:catalog/releases/fo/foo.json")).toEqual(before);
});

test("where nobody was asked yet, the branch of health is an empty one", () => {
  const { root, commit, git } = makeRepository();
  commit({ "notes.txt": "mine" });
  keepHealth(root, "health", "2026-11-21T12:00:00Z");
  expect([git("ls-tree", "health"), git("rev-list", "--count", "health")]).toEqual(["", "1"]);
});

test("without a token nothing is proposed, nor asked for", async () => {
  const { clone } = await startCatalog();
  const { status, stderr } = await startPak(clone, ["refresh", "--pull"], { CI: "true" });
  expect([status, stderr]).toEqual([4, expect.stringContaining("pak: TOKEN a pull request needs a token")]);
});
