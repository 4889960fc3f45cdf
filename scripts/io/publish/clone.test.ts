import { expect, test } from "vitest";
import { settingsFile } from "../../test/catalog.ts";
import { makeFolder, makeRepository, writeFiles } from "../../test/repository.ts";
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
