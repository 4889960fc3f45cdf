import { expect, test } from "vitest";
import { makeRepository } from "../../test/repository.ts";
import { readCommit } from "../git/git.ts";
import { listChanges } from "../git/objects.ts";
import { measureFiles } from "./describe-files.ts";
import { findOversized, makeConflictFindings } from "./shape.ts";

const PUBLISHER = { isMaintainer: false, isBot: false };

function findIn(files: Record<string, string>, who = PUBLISHER): string[] {
  const { root, commit } = makeRepository();
  commit({});
  const head = commit(files);
  const changes = listChanges(root, readCommit(root, "HEAD^"), head);
  return findOversized(measureFiles(root, changes), who).map(({ code, file }) =>
    `${code} ${file ?? ""}`.trim(),
  );
}

test("a change of many names or of a huge file is told by that, and by the paths that don't belong there", () => {
  const two = { "catalog/le/less.json": "{", "catalog/le/lesser.json": "{" };
  expect(findIn({ ...two, "README.md": "x", "catalog/releases/le/less.json": "{" })).toEqual([
    "TREE_MULTIPLE_NAMES",
    "TREE_PATH README.md",
  ]);
  expect(findIn({ "overrides/less.json": "x".repeat(65_537) })).toEqual([
    "TREE_FILE_TOO_LARGE overrides/less.json",
  ]);
  const many = Object.fromEntries(Array.from({ length: 51 }, (_, at) => [`overrides/a${at}.json`, "{"]));
  expect(findIn(many)).toEqual(["TREE_TOO_MANY", "TREE_MULTIPLE_NAMES"]);
  expect(findIn(many, { ...PUBLISHER, isMaintainer: true })).toEqual([]);
});

test("any other change is read, whatever is wrong with it", () => {
  expect(findIn({ "catalog/le/less.json": "{", "README.md": "x" })).toEqual([]);
});

test("a conflict names the package that somebody else changed, or that the histories have nothing in common", () => {
  const messages = (paths: string[]) => makeConflictFindings(paths).map(({ message }) => message);
  expect(messages(["catalog/le/less.json"])).toEqual([
    expect.stringMatching(/^less was published or changed/),
  ]);
  expect(messages(["overrides/less.json"])).toEqual([expect.stringContaining("file changed")]);
  expect(messages([])).toEqual([expect.stringContaining("one commit of the catalog")]);
});
