import { expect, test } from "vitest";
import { startGitHost } from "../../test/git-host.ts";
import { makeFolder } from "../../test/repository.ts";
import { openGitHub } from "../github/api.ts";
import { fetchGitUpstream, openUpstreamCache } from "./git-upstream.ts";

const ENDPOINT = { kind: "git", host: "github.com", owner: "acme", repository: "foo" } as const;
const PAUSES = { retries: 0, leastWait: 1, mostWait: 1 };

async function aRepository() {
  const host = await startGitHost();
  host.repository.commit({ "a.c": "1" });
  const { commit } = host.release("v1.0.0");
  const asked: string[] = [];
  const seeing: typeof fetch = (input, init) => {
    asked.push(new URL(String(input)).pathname);
    return fetch(input, init);
  };
  const cache = openUpstreamCache(makeFolder());
  const { environment, replace } = host;
  const means = { fetch: seeing, replace, pauses: PAUSES, cache };
  const github = openGitHub({ fetch: seeing, environment, token: "token" });
  return { host, commit, asked, means, github };
}

test("without a token the tags are all there is to know", async () => {
  const { commit, means } = await aRepository();
  expect(await fetchGitUpstream(ENDPOINT, means)).toEqual({ tags: new Map([["v1.0.0", commit]]) });
});

test("nothing pushed since the last time costs one request", async () => {
  const { host, commit, asked, means, github } = await aRepository();
  const whole = { ...means, github };
  const first = await fetchGitUpstream(ENDPOINT, whole);
  expect(first).toMatchObject({ repository: { id: 1000, owner: 9 }, tags: new Map([["v1.0.0", commit]]) });
  expect(asked).toHaveLength(4);
  expect(await fetchGitUpstream(ENDPOINT, whole)).toEqual(first);
  expect(asked.slice(4)).toEqual(["/api/repos/acme/foo"]);
  // Something else changed: the answer is a new one, the tags are not.
  host.github.facts.set("acme/foo", { owner: 10, pushed: first!.repository!.pushed });
  expect(await fetchGitUpstream(ENDPOINT, whole)).toMatchObject({
    repository: { owner: 10 },
    tags: first!.tags,
  });
  expect(asked).toHaveLength(6);
});

test("a push has the tags listed anew", async () => {
  const { host, means, github } = await aRepository();
  const whole = { ...means, github };
  await fetchGitUpstream(ENDPOINT, whole);
  host.repository.git("tag", "v1.1.0");
  host.publish();
  host.github.facts.set("acme/foo", { pushed: "2026-11-20T00:00:00Z" });
  const upstream = await fetchGitUpstream(ENDPOINT, whole);
  expect([...upstream!.tags.keys()].sort()).toEqual(["v1.0.0", "v1.1.0"]);
});

test("a push between the question and the list counts as the new one that it is", async () => {
  const { host, means, github } = await aRepository();
  host.github.facts.set("acme/foo", { pushed: "2026-01-01T00:00:00Z" });
  const racing: typeof fetch = (input, init) => {
    if (init?.method === "POST") {
      host.release("v1.1.0");
      host.github.facts.set("acme/foo", { pushed: "2026-11-20T00:00:00Z" });
    }
    return fetch(input, init);
  };
  const upstream = await fetchGitUpstream(ENDPOINT, { ...means, fetch: racing, github });
  expect([upstream?.tags.has("v1.1.0"), upstream?.repository?.pushed]).toEqual([
    true,
    "2026-11-20T00:00:00Z",
  ]);
  // What is remembered is not mistaken for what was pushed last.
  host.release("v1.2.0");
  expect((await fetchGitUpstream(ENDPOINT, { ...means, github }))?.tags.has("v1.2.0")).toBe(true);
});

test("a repository that the forge does not know is missing", async () => {
  const { means, github } = await aRepository();
  const gone = { ...ENDPOINT, repository: "gone" };
  expect(await fetchGitUpstream(gone, { ...means, github })).toBeUndefined();
});
