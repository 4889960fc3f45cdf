import { expect, test } from "vitest";
import { makeFolder, makeRepository, writeFiles } from "../../test/repository.ts";
import { commitToBranch } from "./branch.ts";
import { openPublishedBranch } from "./previous.ts";

test("a folder becomes a branch's newest commit, the work tree stays as it is", () => {
  const repository = makeRepository();
  repository.commit({ "README.md": "main", ".gitignore": "api/\n" });
  const folder = makeFolder();
  const commit = () =>
    commitToBranch({
      root: repository.root,
      branch: "published",
      folder,
      message: "Publish",
      date: "2026-11-01T00:00:00Z",
    });
  writeFiles(folder, { "trust/latest": "1\n", "api/x.json": "{}" });
  const first = commit();
  expect(commit()).toBe(first);
  writeFiles(folder, { "trust/latest": "2\n", "api/x.json": undefined, "npm/x/index.html": "{}" });
  const second = commit();
  expect(repository.git("rev-parse", `${second}^`)).toBe(first);
  expect(repository.git("ls-tree", "-r", "--name-only", "published")).toBe("trust/latest");
  expect(repository.git("status", "--porcelain")).toBe("");
  expect(Buffer.from(openPublishedBranch(repository.root)!("trust/latest")!).toString()).toBe("2\n");
});

test("a branch that is checked out is refused, here or in a linked work tree, and with no commit yet", () => {
  const { root, git, commit } = makeRepository();
  const linked = makeFolder();
  const order = { root, folder: makeFolder(), message: "Publish", date: "2026-11-01T00:00:00Z" };
  const refusal = (folder: string) =>
    expect.objectContaining({
      code: "GIT",
      message: expect.stringContaining(folder),
      fix: expect.any(String),
    });
  expect(() => commitToBranch({ ...order, branch: "main" })).toThrow(refusal(root));
  const head = commit({ "README.md": "main" });
  git("worktree", "add", "--quiet", "-b", "published", linked);
  expect(() => commitToBranch({ ...order, branch: "main" })).toThrow(refusal(root));
  expect(() => commitToBranch({ ...order, branch: "published" })).toThrow(refusal(linked));
  expect([git("rev-parse", "main"), git("rev-parse", "published")]).toEqual([head, head]);
  expect(commitToBranch({ ...order, branch: "publish" })).not.toBe(head);
});
