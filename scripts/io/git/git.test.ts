import { expect, test } from "vitest";
import { makeFolder, makeRepository } from "../../test/repository.ts";
import { askGit, findCommit, readCommit, runGit } from "./git.ts";

test("a revision names its commit, an unknown one names none", () => {
  const repository = makeRepository();
  const commit = repository.commit({ "a.txt": "a" });
  expect(readCommit(repository.root, "HEAD")).toBe(commit);
  expect(findCommit(repository.root, "nowhere")).toBeUndefined();
  expect(() => readCommit(repository.root, "nowhere")).toThrow(/names no commit here/);
});

test("a revision that looks like an option is only an unknown name", () => {
  const repository = makeRepository();
  expect(findCommit(repository.root, "--all")).toBeUndefined();
});

test("outside a repository there is no commit", () => {
  expect(findCommit(makeFolder(), "HEAD")).toBeUndefined();
});

test("a failing git is an error that names its verb", () => {
  const { root } = makeRepository();
  expect(() => runGit(root, ["cat-file", "blob", "0000"])).toThrow(/git cat-file failed/);
  expect(askGit(root, ["cat-file", "blob", "0000"]).status).not.toBe(0);
});

test("more than the limit is an error that says what to do, and nothing else is cut", () => {
  const repository = makeRepository();
  repository.commit({ "a.txt": "x".repeat(2000) });
  const words = ["cat-file", "blob", "HEAD:a.txt"];
  expect(runGit(repository.root, words, { limit: { bytes: 2000, fix: "-" } })).toHaveLength(2000);
  expect(() => runGit(repository.root, words, { limit: { bytes: 1999, fix: "take less" } })).toThrow(
    expect.objectContaining({
      code: "TOO_LARGE",
      message: expect.stringMatching(/^git cat-file .* 1999 bytes$/),
      fix: "take less",
    }),
  );
});

test("an object is read as its id says, whatever is put in its place", () => {
  const repository = makeRepository();
  const [real, other] = [repository.commit({ a: "real" }), repository.commit({ a: "other" })];
  repository.git("replace", real, other);
  expect(repository.git("show", `${real}:a`)).toBe("other");
  expect(runGit(repository.root, ["cat-file", "blob", `${real}:a`]).toString()).toBe("real");
});
