import { expect, test } from "vitest";
import { makeRepository, writeFiles } from "../../test/repository.ts";
import { listUncommitted, readHistory } from "./history.ts";

test("history is newest first, a merge is one step, other folders are left out", () => {
  const repository = makeRepository();
  const first = repository.commit({ "catalog/a/a.json": "1", "README.md": "1" }, "2026-01-01T00:00:00Z");
  repository.git("checkout", "--quiet", "-b", "side");
  repository.commit({ "catalog/b/b.json": "1" }, "2026-01-02T00:00:00Z");
  repository.commit({ "catalog/b/b.json": "2" }, "2026-01-03T00:00:00Z");
  repository.git("checkout", "--quiet", "main");
  repository.commit({ "README.md": "2" }, "2026-01-04T00:00:00Z");
  repository.git("merge", "--quiet", "--no-edit", "side");
  const steps = readHistory(repository.root, "HEAD", ["catalog"]);
  expect(steps.map(step => step.changes.map(({ path, status }) => [path, status]))).toEqual([
    [["catalog/b/b.json", "added"]],
    [["catalog/a/a.json", "added"]],
  ]);
  expect(steps[1]?.time).toBe(Date.parse("2026-01-01T00:00:00Z") / 1000);
  expect(readHistory(repository.root, `${first}..HEAD`, ["catalog"])).toHaveLength(1);
  const all = readHistory(repository.root, `${first}..HEAD`);
  expect(all.map(step => step.changes.map(change => change.path))).toEqual([
    ["catalog/b/b.json"],
    ["README.md"],
  ]);
  expect(all.at(-1)?.parent).toBe(first);
});

test("no history where there is no commit", () => {
  expect(readHistory(makeRepository().root, "HEAD", ["catalog"])).toEqual([]);
});

test("uncommitted paths: changed, new and deleted", () => {
  const repository = makeRepository();
  repository.commit({ changed: "1", deleted: "1", same: "1" });
  writeFiles(repository.root, { changed: "2", deleted: undefined, "deep/new": "1" });
  expect(listUncommitted(repository.root).sort()).toEqual(["changed", "deep/new", "deleted"]);
});
