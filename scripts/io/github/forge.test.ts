import { expect, test } from "vitest";
import { startGitHost } from "../../test/git-host.ts";
import { openGitHub } from "./api.ts";
import { fetchForgeRepository, openBranches } from "./forge.ts";

const NAME = { owner: "acme", repository: "foo" };

async function aForge() {
  const host = await startGitHost();
  const github = openGitHub({ fetch, environment: host.environment, token: "token" });
  return { host, github, facts: host.github.facts };
}

test("a repository is told by its ids, and asked for anew only when something has changed", async () => {
  const { host, github, facts } = await aForge();
  facts.set("acme/foo", { pushed: "2026-11-01T00:00:00Z" });
  const first = await fetchForgeRepository(github, NAME);
  expect(first).toMatchObject({
    state: "found",
    repository: { id: 1000, owner: 9, pushed: "2026-11-01T00:00:00Z", branch: "main" },
    etag: expect.stringMatching(/^W\//),
  });
  const { etag } = first as { etag: string };
  expect(await fetchForgeRepository(github, NAME, { etag })).toEqual({ state: "unchanged" });
  facts.set("acme/foo", { pushed: "2026-11-02T00:00:00Z" });
  expect(await fetchForgeRepository(github, NAME, { etag })).toMatchObject({ state: "found" });
  expect(host.github.strays).toEqual([]);
});

test("one that is gone is missing, one that was renamed is told", async () => {
  const { github, facts } = await aForge();
  expect(await fetchForgeRepository(github, { ...NAME, repository: "bar" })).toEqual({ state: "missing" });
  facts.set("acme/foo", { name: "new-owner/foo" });
  await expect(fetchForgeRepository(github, NAME)).rejects.toMatchObject({
    code: "REPO_REDIRECTED",
    message: "acme/foo is called new-owner/foo now",
  });
  facts.set("acme/foo", { name: "Acme/Foo" });
  expect(await fetchForgeRepository(github, NAME)).toMatchObject({ state: "found" });
});

test("a commit is on a branch, whichever, or on none", async () => {
  const { host, github } = await aForge();
  const { repository } = host;
  const first = repository.commit({ "a.c": "1" });
  const tip = repository.commit({ "a.c": "2" });
  repository.git("switch", "--quiet", "--create", "v1.x", first);
  const old = repository.commit({ "b.c": "1" });
  repository.git("switch", "--quiet", "--detach", first);
  const foreign = repository.commit({ "evil.c": "1" });
  repository.git("tag", "v2");
  host.publish();
  const isOn = openBranches(github, NAME, "main");
  expect(await Promise.all([first, tip, old, foreign, `${"0".repeat(39)}1`].map(isOn))).toEqual([
    true,
    true,
    true,
    false,
    false,
  ]);
  expect(host.github.asked.filter(asked => asked.endsWith("/branches"))).toHaveLength(1);
  expect(host.github.strays).toEqual([]);
});
