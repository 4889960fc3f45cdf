import { expect, test } from "vitest";
import { startGitHost } from "../../test/git-host.ts";
import { startTagLister } from "../../test/tag-lister.ts";
import { fetchTags } from "./git-tags.ts";

const PAUSES = { retries: 0, leastWait: 1, mostWait: 1 };

test("lists tags with the commits they name, and asks for nothing else", async () => {
  const host = await startGitHost();
  const { repository } = host;
  const commit = repository.commit({ "a.c": "1" });
  repository.git("tag", "plain");
  repository.git("tag", "--annotate", "--message=One", "v1.0.0");
  repository.git("tag", "__proto__");
  host.publish();
  const asked: string[] = [];
  const seeing: typeof fetch = (input, init) => {
    asked.push(`${init?.method} ${new URL(String(input)).pathname}`);
    return fetch(input, init);
  };
  const tags = await fetchTags(host.endpoint, { fetch: seeing, replace: host.replace }, PAUSES);
  expect([...tags].sort()).toEqual([
    ["__proto__", commit],
    ["plain", commit],
    ["v1.0.0", commit],
  ]);
  expect(asked).toEqual(["GET /acme/foo.git/info/refs", "POST /acme/foo.git/git-upload-pack"]);
});

test("a repository without tags has none; one that is not there is told", async () => {
  const host = await startGitHost();
  const means = { fetch, replace: host.replace };
  expect([...(await fetchTags(host.endpoint, means, PAUSES))]).toEqual([]);
  await expect(fetchTags("https://github.com/acme/bar.git", means, PAUSES)).rejects.toMatchObject({
    code: "SOURCE_FETCH",
  });
});

test("a list without end is given up", async () => {
  const replace = await startTagLister(function* () {
    for (let at = 0; at < 500_000; at += 1) yield `${"a".repeat(40)} refs/tags/v${at}`;
  });
  await expect(
    fetchTags("https://github.com/acme/foo.git", { fetch, replace }, PAUSES),
  ).rejects.toMatchObject({ code: "TOO_MANY_REFS" });
});

test("a redirect is not followed but told", async () => {
  const replace = await startTagLister(() => []);
  await expect(
    fetchTags("https://github.com/renamed/foo.git", { fetch, replace }, PAUSES),
  ).rejects.toMatchObject({
    code: "REPO_REDIRECTED",
    message: expect.stringMatching(/renamed\/foo\.git is at http:\/\/127\.0\.0\.1:\d+\/acme\/foo\.git now$/),
  });
});
