import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { startGitHub } from "../../test/github/server.ts";
import { makeRepository } from "../../test/repository.ts";
import { pushBranch } from "./push.ts";

const OCTOCAT = { login: "octocat", id: 583231, token: "canary-token" };

test("a branch is pushed, and pushed again in place of what it held", async () => {
  const standIn = await startGitHub([OCTOCAT]);
  const bare = standIn.makeRepository("octocat", "catalog");
  const repository = makeRepository();
  repository.commit({ a: "1" });
  const push = () =>
    pushBranch({
      root: repository.root,
      url: `${standIn.url}/octocat/catalog.git`,
      branch: "publish/less",
      token: OCTOCAT.token,
    });
  for (const text of ["2", "3"]) {
    repository.git("checkout", "--quiet", "-B", "publish/less", "main");
    const commit = repository.commit({ a: text });
    await push();
    expect(execFileSync("git", ["-C", bare, "rev-parse", "publish/less"], { encoding: "utf8" }).trim()).toBe(
      commit,
    );
  }
});

test("a token that may not push is refused without being shown", async () => {
  const standIn = await startGitHub([OCTOCAT, { login: "other", id: 9 }]);
  standIn.makeRepository("other", "catalog");
  const repository = makeRepository();
  repository.commit({ a: "1" });
  for (const token of [OCTOCAT.token, "canary-unknown"]) {
    const url = `${standIn.url}/other/catalog.git`;
    const error = await pushBranch({ root: repository.root, url, branch: "main", token }).catch(
      (caught: unknown) => caught,
    );
    expect(error).toMatchObject({ code: "TOKEN" });
    expect(String((error as Error).stack) + JSON.stringify(error)).not.toContain("canary");
  }
  const nowhere = {
    root: repository.root,
    url: "http://127.0.0.1:9/a/b.git",
    branch: "main",
    token: "canary",
  };
  await expect(pushBranch(nowhere)).rejects.toMatchObject({ code: "NETWORK" });
});
