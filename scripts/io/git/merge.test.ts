import { expect, test } from "vitest";
import { makeBomb } from "../../test/bomb.ts";
import { makeRepository } from "../../test/repository.ts";
import { findTree, readCommit } from "./git.ts";
import { mergeTree } from "./merge.ts";

test("a branch and what came since give the tree that a merge would", () => {
  const { root, git, commit } = makeRepository();
  commit({ a: "1", b: "1" });
  git("checkout", "--quiet", "-b", "branch");
  const head = commit({ a: "2" });
  git("checkout", "--quiet", "main");
  expect(mergeTree(root, readCommit(root, "main"), head)).toEqual({ tree: findTree(root, head) });
  const base = commit({ b: "2" });
  const merge = mergeTree(root, base, head);
  git("merge", "--quiet", "--no-edit", "branch");
  expect(merge).toEqual({ tree: findTree(root, "HEAD") });
});

test("what does not merge by itself is told by its paths", () => {
  const { root, git, commit } = makeRepository();
  commit({ a: "1" });
  git("checkout", "--quiet", "-b", "branch");
  const head = commit({ a: "2" });
  git("checkout", "--quiet", "main");
  expect(mergeTree(root, commit({ a: "3" }), head)).toEqual({ conflicts: ["a"] });
  git("checkout", "--quiet", "--orphan", "other");
  expect(mergeTree(root, readCommit(root, "main"), commit({ z: "1" }))).toEqual({ conflicts: [] });
});

test("a branch of a million paths is refused before anything is merged", () => {
  const repository = makeRepository();
  const { root, commit, git } = repository;
  commit({ a: "1", b: "1" });
  const head = makeBomb(repository, 6, [`100644 blob ${git("rev-parse", "HEAD:a")}\tfile`]);
  const base = commit({ a: "2" });
  expect(() => mergeTree(root, base, head)).toThrow(expect.objectContaining({ code: "TOO_LARGE" }));
});

test("a branch that goes back to several commits of main is not merged: each pair of them would be, and so on", () => {
  const { root, git, commit } = makeRepository();
  const start = commit({ a: "1" });
  const who = ["-c", "user.name=x", "-c", "user.email=x@example.org"];
  const join = (...parents: string[]) =>
    git(...who, "commit-tree", `${start}^{tree}`, ...parents.flatMap(parent => ["-p", parent]), "-m", "x");
  const [left, right] = [join(start), git(...who, "commit-tree", `${start}^{tree}`, "-p", start, "-m", "y")];
  expect(mergeTree(root, join(left, right), join(right, left))).toEqual({ conflicts: [] });
});
