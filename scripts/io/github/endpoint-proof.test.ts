import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { startGitHub } from "../../test/github/server.ts";
import { makeRepository } from "../../test/repository.ts";
import { openGitHub } from "./api.ts";
import { provesEndpoint } from "./endpoint-proof.ts";

const OCTOCAT = { login: "octocat", id: 583231, token: "octocat-token" };
const STRANGER = { login: "stranger", id: 9 };
const ORG = { login: "jquery", id: 70142, members: ["octocat"] };

async function start() {
  const standIn = await startGitHub([OCTOCAT, STRANGER, ORG]);
  const environment = { GITHUB_API_URL: `${standIn.url}/api` };
  const github = openGitHub({ fetch, environment });
  const prove = (name: string, endpoint: string, account: { id: number; login: string }) =>
    provesEndpoint({ name, endpoint }, account, {
      github,
      repositoryOf: async npm => (npm === "less" ? "git+https://github.com/octocat/less.js.git" : undefined),
    });
  return { standIn, prove };
}

test("a repository is its owner's, by the account's number, and its organisation's public members'", async () => {
  const { standIn, prove } = await start();
  standIn.makeRepository("octocat", "less.js");
  standIn.makeRepository("jquery", "jquery");
  const less = "https://github.com/octocat/less.js.git";
  expect(await prove("less", less, OCTOCAT)).toBe(true);
  expect(await prove("less", less, { ...STRANGER, login: "octocat" })).toBe(false);
  expect(await prove("less", "@npm:less", OCTOCAT)).toBe(true);
  expect(await prove("jquery", "https://github.com/jquery/jquery.git", OCTOCAT)).toBe(true);
  expect(await prove("jquery", "https://github.com/jquery/jquery.git", STRANGER)).toBe(false);
  expect(standIn.strays).toEqual([]);
});

test("a pak.json at the repository's top that has the entry's name lets anybody publish it", async () => {
  const { standIn, prove } = await start();
  const bare = standIn.makeRepository("jquery", "jquery");
  const clone = makeRepository();
  clone.commit({ "pak.json": '{ "name": "jquery" }' });
  execFileSync("git", ["-C", clone.root, "push", "--quiet", bare, "main"]);
  const endpoint = "https://github.com/jquery/jquery.git";
  expect(await prove("jquery", endpoint, STRANGER)).toBe(true);
  expect(await prove("jquery-twin", endpoint, STRANGER)).toBe(false);
  expect(standIn.strays).toEqual([]);
});

test("an alias takes nothing from anybody; other hosts and unknown packages prove nothing", async () => {
  const { prove } = await start();
  expect(await prove("jq", "@jquery", STRANGER)).toBe(true);
  for (const endpoint of [
    "https://gitlab.com/octocat/less.git",
    "https://github.com/octocat/none.git",
    "@npm:none",
  ])
    expect(await prove("x", endpoint, OCTOCAT)).toBe(false);
});
