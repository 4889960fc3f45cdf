import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { startGitHub } from "../../test/github/server.ts";
import { makeRepository } from "../../test/repository.ts";
import { openGitHub } from "../github/api.ts";
import { fetchAccount, openPullRequest } from "./pull-request.ts";

const OCTOCAT = { login: "octocat", id: 583231, token: "octocat-token" };
const CATALOG = { login: "catalog", id: 70142, token: "maintainers-token", members: [] };

async function start(token = OCTOCAT.token) {
  const standIn = await startGitHub([OCTOCAT, CATALOG]);
  const bare = standIn.makeRepository("catalog", "pak");
  const repository = makeRepository();
  repository.commit({ a: "1" });
  execFileSync("git", ["-C", repository.root, "push", "--quiet", bare, "main"]);
  repository.git("checkout", "--quiet", "-b", "publish/less");
  repository.commit({ a: "2" });
  const github = openGitHub({ fetch, environment: { GITHUB_API_URL: `${standIn.url}/api` }, token });
  const account = await fetchAccount(github);
  const open = (fields = {}) =>
    openPullRequest({
      root: repository.root,
      github,
      account,
      token,
      repository: { owner: "catalog", name: "pak" },
      branch: "publish/less",
      title: "Publish less",
      body: "Text",
      ...fields,
    });
  return { standIn, repository, open };
}

test("a stranger's branch goes to a fork, and one pull request is opened and kept up to date", async () => {
  const { standIn, repository, open } = await start();
  const opened = await open();
  expect(opened).toMatchObject({ number: 1, state: "opened", url: `${standIn.url}/catalog/pak/pull/1` });
  expect(standIn.pulls).toMatchObject([{ head: "octocat:publish/less", base: "main", author: "octocat" }]);
  const fork = repository.git("ls-remote", standIn.folderOf("octocat/pak"), "refs/heads/publish/less");
  expect(fork.split("\t")[0]).toBe(repository.git("rev-parse", "publish/less"));
  expect((await open()).state).toBe("unchanged");
  expect((await open({ body: "Other text" })).state).toBe("updated");
  expect(standIn.pulls).toMatchObject([{ body: "Other text" }]);
  expect(standIn.strays).toEqual([]);
});

test("who owns the catalog's repository pushes there", async () => {
  const { standIn, open } = await start(CATALOG.token);
  expect((await open()).state).toBe("opened");
  expect(standIn.pulls).toMatchObject([{ head: "catalog:publish/less" }]);
  expect(standIn.asked.some(asked => asked.includes("forks"))).toBe(false);
});

test("a catalog that GitHub does not know is an error with a way out", async () => {
  const { open } = await start();
  await expect(open({ repository: { owner: "catalog", name: "none" } })).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
});
