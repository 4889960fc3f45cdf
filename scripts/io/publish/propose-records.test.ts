import { expect, test } from "vitest";
import { aRelease, aReleases, catalogFiles } from "../../test/catalog.ts";
import { BOT, startCatalog } from "../../test/github/catalog.ts";
import { makeRepository, writeFiles } from "../../test/repository.ts";
import { runGit } from "../git/git.ts";
import { openGitHub } from "../github/api.ts";
import { proposeRecords } from "./propose-records.ts";

const PATH = "catalog/releases/jq/jquery.json";
const MORE = {
  [PATH]: `${JSON.stringify(aReleases("jquery", aRelease("3.8.0"), aRelease("3.7.1")), null, 2)}\n`,
};

async function start() {
  const started = await startCatalog();
  const { standIn, clone: root } = started;
  const environment = { GITHUB_API_URL: `${standIn.url}/api`, GITHUB_REPOSITORY: "catalog/pak" };
  const propose = (at = root) =>
    proposeRecords({
      root: at,
      environment,
      github: openGitHub({ fetch, environment, token: BOT.token }),
      token: BOT.token,
      branch: "refresh",
      title: "Record releases",
    });
  const tip = () => runGit(started.bare, ["rev-parse", "refs/heads/refresh"]).toString().trim();
  return { ...started, root, propose, tip };
}

test("proposes what the work tree has recorded, and nothing when that is nothing", async () => {
  const { root, propose, standIn, bare } = await start();
  expect(await propose()).toBeUndefined();
  writeFiles(root, { ...MORE, "catalog/releases/al/alpha.json": "{}\n", "notes.txt": "mine" });
  expect(await propose()).toMatchObject({ state: "opened", number: 1 });
  const changed = runGit(bare, ["diff", "--name-only", "main", "refresh"]).toString().trim().split("\n");
  expect(changed).toEqual(["catalog/releases/al/alpha.json", PATH]);
  expect(standIn.pulls).toMatchObject([
    { head: "catalog:refresh", author: BOT.login, title: "Record releases" },
  ]);
  expect(standIn.started).toEqual(["validate.yml refresh"]);
  expect(standIn.strays).toEqual([]);
});

test("the same files upon the same commit are the same commit, and no second pull request", async () => {
  const { root, bare, propose, standIn, tip } = await start();
  writeFiles(root, MORE);
  await propose();
  const before = tip();
  const other = makeRepository();
  other.git("remote", "add", "origin", `${standIn.url}/catalog/pak.git`);
  other.git("fetch", "--quiet", bare, "main:refs/remotes/origin/main");
  other.git("reset", "--quiet", "--hard", "origin/main");
  writeFiles(other.root, MORE);
  expect(await propose(other.root)).toMatchObject({ state: "unchanged" });
  expect([tip(), standIn.pulls.length]).toEqual([before, 1]);
});

test("a run that broke off after the push is finished by the next", async () => {
  const { root, propose, standIn, tip } = await start();
  writeFiles(root, MORE);
  standIn.refusals.push({ status: 500, asked: "POST /repos/catalog/pak/pulls" });
  await expect(propose()).rejects.toMatchObject({ code: "NETWORK" });
  const pushed = tip();
  expect(await propose()).toMatchObject({ state: "opened" });
  expect(tip()).toBe(pushed);
});

test("what the catalog has since is not merged: the branch is made anew upon it", async () => {
  const { root, propose, tip } = await start();
  writeFiles(root, MORE);
  await propose();
  const before = tip();
  const { name } = { name: "other" };
  writeFiles(root, catalogFiles({ entry: { $schema: "", name, description: name, endpoint: "@npm:x" } }));
  runGit(root, ["add", "catalog/ot"]);
  runGit(root, [
    "-c",
    "user.name=T",
    "-c",
    "user.email=t@example.org",
    "commit",
    "--quiet",
    "--message=Other",
  ]);
  await propose();
  expect(tip()).not.toBe(before);
  const parent = runGit(root, ["rev-parse", "refresh^"]).toString();
  expect(parent).toBe(runGit(root, ["rev-parse", "HEAD"]).toString());
});
