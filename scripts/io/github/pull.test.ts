import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { startGitHub } from "../../test/github/server.ts";
import { makeRepository } from "../../test/repository.ts";
import { openGitHub } from "./api.ts";
import { fetchPull, findPulls, readRepositoryPath } from "./pull.ts";

const OCTOCAT = { login: "octocat", id: 583231, token: "octocat-token" };
const CATALOG = { login: "catalog", id: 70142, members: [] };
const PATH = "/repos/catalog/pak";

test("GITHUB_REPOSITORY names the repository", () => {
  expect(readRepositoryPath({ GITHUB_REPOSITORY: "catalog/pak" })).toBe(PATH);
  for (const GITHUB_REPOSITORY of [undefined, "pak", "a/b/c", "/pak"])
    expect(() => readRepositoryPath({ GITHUB_REPOSITORY })).toThrow(
      expect.objectContaining({ code: "USAGE" }),
    );
});

async function start() {
  const standIn = await startGitHub([OCTOCAT, CATALOG]);
  const repository = makeRepository();
  const base = repository.commit({ a: "1" });
  const [bare, fork] = [standIn.makeRepository("catalog", "pak"), standIn.makeRepository("octocat", "pak")];
  const open = (branch: string, fields = {}) => {
    execFileSync("git", ["-C", repository.root, "push", "--quiet", bare, `${base}:refs/heads/main`]);
    execFileSync("git", ["-C", repository.root, "push", "--quiet", fork, `HEAD:refs/heads/${branch}`]);
    standIn.pulls.push({
      number: standIn.pulls.length + 1,
      repository: "catalog/pak",
      head: `octocat:${branch}`,
      base: "main",
      author: "octocat",
      title: "Publish less",
      body: "",
      state: "open",
      ...fields,
    });
  };
  const github = openGitHub({ fetch, environment: { GITHUB_API_URL: `${standIn.url}/api` } });
  return { standIn, repository, open, github };
}

test("a pull request is as the API tells it", async () => {
  const { standIn, repository, open, github } = await start();
  const head = repository.commit({ a: "2" });
  open("publish/less", { labels: ["endpoint-reviewed"], association: "MEMBER" });
  expect(await findPulls(github, PATH)).toEqual([
    {
      number: 1,
      head,
      author: { id: OCTOCAT.id, login: "octocat" },
      labels: ["endpoint-reviewed"],
      isMaintainer: true,
      isBot: false,
      created: new Date("2026-11-01T00:00:00Z"),
    },
  ]);
  await expect(findPulls(github, "/repos/catalog/none")).rejects.toMatchObject({ code: "NOT_FOUND" });
  expect(standIn.strays).toEqual([]);
});

test("all open pull requests are found, page by page", async () => {
  const { open, github, standIn } = await start();
  for (let at = 1; at <= 31; at += 1) open("publish/less", { state: at === 1 ? "closed" : "open" });
  const pulls = await findPulls(github, PATH);
  expect(pulls.map(({ number }) => number)).toEqual(Array.from({ length: 30 }, (_, at) => at + 2));
  expect(pulls[0]?.isMaintainer).toBe(false);
  expect(standIn.asked.filter(asked => asked.endsWith("/pulls"))).toHaveLength(2);
});

test("objects come from origin over https alone", () => {
  const { root, git } = makeRepository();
  git("remote", "add", "origin", "ext::sh -c touch% /tmp/pwned");
  const pull = { number: 7, head: "", labels: [], isMaintainer: false, isBot: false, created: new Date(0) };
  expect(() => fetchPull(root, pull)).toThrow(expect.objectContaining({ code: "NETWORK" }));
});
