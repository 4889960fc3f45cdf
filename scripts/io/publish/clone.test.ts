import { execFile, execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { settingsFile } from "../../test/catalog.ts";
import { startGitHub } from "../../test/github/server.ts";
import { makeFolder, makeRepository, type Repository, writeFiles } from "../../test/repository.ts";
import { TOOL } from "../../test/world.ts";
import { fetchOrigin, openClone } from "./clone.ts";

function makeClone() {
  const repository = makeRepository();
  const commit = repository.commit(settingsFile());
  return { repository, commit };
}

test("changes are made upon what origin has, else upon main", () => {
  const { repository, commit } = makeClone();
  repository.git("checkout", "--quiet", "-b", "publish/less");
  repository.commit({ a: "1" });
  expect(openClone(repository.root)).toMatchObject({ base: commit, settings: { catalog: "test" } });
  const theirs = repository.commit({ a: "2" });
  repository.git("update-ref", "refs/remotes/origin/main", theirs);
  expect(openClone(repository.root).base).toBe(theirs);
});

test.each([
  [
    "https://github.com/octocat/pak.git",
    { owner: "octocat", name: "pak", page: "https://github.com/octocat/pak" },
  ],
  ["git@github.com:octocat/pak", { owner: "octocat", name: "pak", page: "https://github.com/octocat/pak" }],
  [
    "http://127.0.0.1:8080/octocat/my.pak.git",
    { owner: "octocat", name: "my.pak", page: "http://127.0.0.1:8080/octocat/my.pak" },
  ],
  ["/srv/git/pak.git", undefined],
  ["https://github.com/pak.git", undefined],
])("origin %s is %j at GitHub", (url, remote) => {
  const { repository } = makeClone();
  repository.git("remote", "add", "origin", url);
  expect(openClone(repository.root).remote).toEqual(remote);
});

test("origin's own default branch is what is fetched", () => {
  const { root, git } = makeClone().repository;
  git("remote", "add", "origin", "http://127.0.0.1:1/catalog/pak.git");
  git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/trunk");
  expect(() => fetchOrigin(root)).toThrow(/refs\/heads\/trunk could not be fetched/);
});

test("what is no clone, and an origin that can't be reached, are errors with a way out", () => {
  const folder = makeFolder();
  writeFiles(folder, settingsFile());
  expect(() => openClone(folder)).toThrow(expect.objectContaining({ code: "GIT", fix: expect.any(String) }));
  const other = makeRepository();
  other.commit({ "package.json": "{}" });
  expect(() => openClone(other.root)).toThrow(expect.objectContaining({ code: "SETTINGS" }));
  const { repository } = makeClone();
  repository.git("remote", "add", "origin", "ext::sh -c touch% /tmp/pwned");
  expect(() => fetchOrigin(repository.root)).toThrow(expect.objectContaining({ code: "NETWORK" }));
});

/** A commit, on the branch `twice`, of a folder that names one file twice. */
function commitTwice({ root, git }: Repository): string {
  const entry = Buffer.concat([Buffer.from("100644 a\0"), Buffer.from(git("rev-parse", "HEAD:a"), "hex")]);
  const words = ["hash-object", "-t", "tree", "-w", "--literally", "--stdin"];
  const options = { cwd: root, input: Buffer.concat([entry, entry]), encoding: "utf8" } as const;
  const tree = execFileSync("git", words, options).trim();
  const who = ["-c", "user.name=x", "-c", "user.email=x@example.org"];
  const commit = git(...who, "commit-tree", tree, "-p", "HEAD", "-m", "x");
  git("update-ref", "refs/heads/twice", commit);
  return commit;
}

test("a malformed object is left at the door, and nothing of it comes in", async () => {
  const standIn = await startGitHub([{ login: "catalog", id: 1 }]);
  const [bare, repository] = [standIn.makeRepository("catalog", "pak"), makeRepository()];
  repository.commit({ a: "1" });
  const twice = commitTwice(repository);
  repository.git("push", "--quiet", bare, "main", "twice");
  const clone = makeRepository();
  clone.git("remote", "add", "origin", `${standIn.url}/catalog/pak.git`);
  // Another process asks: this one has to answer.
  const fetch = (branch: string) => {
    const call = `fetchRef(${JSON.stringify(clone.root)}, "refs/heads/${branch}", "refs/pull/1/head")`;
    const module = JSON.stringify(join(import.meta.dirname, "clone.ts"));
    const code = `import { fetchRef } from ${module};\n${call};`;
    return promisify(execFile)(process.execPath, ["--input-type=module", "--eval", code]);
  };
  await fetch("main");
  await expect(fetch("twice")).rejects.toThrow(
    /git refuses an object of refs\/heads\/twice: .*duplicateEntries/,
  );
  expect(clone.git("rev-parse", "refs/pull/1/head")).toBe(repository.git("rev-parse", "main"));
  expect(() => clone.git("cat-file", "-e", twice)).toThrow();
});

test("the workflow that checks pull requests leaves it there too", () => {
  const workflow = readFileSync(join(TOOL, ".github/workflows/validate.yml"), "utf8");
  const { jobs } = parse(workflow) as { jobs: { check: { steps: { run?: string }[] } } };
  const { run = "" } = jobs.check.steps.find(step => step.run?.includes("fetch"))!;
  const [repository, clone] = [makeRepository(), makeRepository()];
  repository.commit({ a: "1" });
  clone.git("remote", "add", "origin", repository.root);
  const fetch = (HEAD: string) =>
    spawnSync("bash", ["-e", "-c", run], { cwd: clone.root, env: { PATH: process.env.PATH, HEAD } }).status;
  expect(fetch(repository.git("rev-parse", "main"))).toBe(0);
  expect(fetch(commitTwice(repository))).not.toBe(0);
});
