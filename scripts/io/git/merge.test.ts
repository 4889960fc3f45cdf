import { expect, test } from "vitest";
import { makeRepository } from "../../test/repository.ts";
import { readCommit, runGit } from "./git.ts";
import { mergeTree } from "./merge.ts";

const treeOf = (root: string, commit: string) =>
  runGit(root, ["rev-parse", `${commit}^{tree}`])
    .toString()
    .trim();

test("a branch and what came since give the tree that a merge would", () => {
  const { root, git, commit } = makeRepository();
  commit({ a: "1", b: "1" });
  git("checkout", "--quiet", "-b", "branch");
  const head = commit({ a: "2" });
  git("checkout", "--quiet", "main");
  expect(mergeTree(root, readCommit(root, "main"), head)).toEqual({ tree: treeOf(root, head) });
  const base = commit({ b: "2" });
  const merge = mergeTree(root, base, head);
  git("merge", "--quiet", "--no-edit", "branch");
  expect(merge).toEqual({ tree: treeOf(root, "HEAD") });
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
