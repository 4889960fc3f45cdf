import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeFolder, makeRepository } from "../../test/repository.ts";
import { openCommit, openWorkTree } from "./source.ts";

const text = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString();

test("a work tree and its commit hold the same files", () => {
  const repository = makeRepository();
  const commit = repository.commit({
    "catalog/li/libuv.json": "1",
    "catalog/releases/li/libuv.json": "2",
    "overrides/libuv.json": "3",
    "README.md": "no part of it",
  });
  const paths = ["catalog/li/libuv.json", "catalog/releases/li/libuv.json", "overrides/libuv.json"];
  for (const source of [openWorkTree(repository.root), openCommit(repository.root, commit)]) {
    expect(source.paths).toEqual(paths);
    expect(paths.map(path => text(source.open(paths)(path)))).toEqual(["1", "2", "3"]);
    expect(source.open(["catalog/li/none.json"])("catalog/li/none.json")).toBeUndefined();
  }
});

test("a link is listed as a link and is no file", () => {
  const repository = makeRepository();
  repository.commit({ "catalog/a/a.json": "1" });
  symlinkSync("/etc/passwd", join(repository.root, "catalog/a/b.json"));
  const commit = repository.commit({});
  for (const source of [openWorkTree(repository.root), openCommit(repository.root, commit)]) {
    expect(source.paths).toEqual(["catalog/a/a.json"]);
    expect(source.links).toEqual(["catalog/a/b.json"]);
  }
});

test("an empty folder is an empty catalog", () => {
  expect(openWorkTree(makeFolder()).paths).toEqual([]);
});

test("many files of a commit are read at once", () => {
  const repository = makeRepository();
  const files = Object.fromEntries(Array.from({ length: 2_500 }, (_, i) => [`catalog/x/x${i}.json`, `${i}`]));
  const source = openCommit(repository.root, repository.commit(files));
  const read = source.open(source.paths);
  expect(source.paths.every(path => text(read(path)) === files[path])).toBe(true);
});
