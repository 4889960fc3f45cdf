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
  writeFiles(folder, { "trust/latest": "2\n", "api/x.json": undefined });
  const second = commit();
  expect(repository.git("rev-parse", `${second}^`)).toBe(first);
  expect(repository.git("ls-tree", "-r", "--name-only", "published")).toBe("trust/latest");
  expect(repository.git("status", "--porcelain")).toBe("");
  expect(Buffer.from(openPublishedBranch(repository.root)!("trust/latest")!).toString()).toBe("2\n");
});
