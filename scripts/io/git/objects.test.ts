import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeRepository } from "../../test/repository.ts";
import { listChanges, listTree, readBlobSizes, readBlobs } from "./objects.ts";

test("a tree lists files with mode and id, links among them", () => {
  const repository = makeRepository();
  symlinkSync("/etc/passwd", join(repository.root, "link"));
  const commit = repository.commit({ "catalog/a.json": "{}", "other.txt": "x" });
  expect(listTree(repository.root, commit, ["catalog"]).map(file => file.path)).toEqual(["catalog/a.json"]);
  const modes = Object.fromEntries(
    listTree(repository.root, commit, ["."]).map(file => [file.path, file.mode]),
  );
  expect(modes).toMatchObject({ link: "120000", "other.txt": "100644" });
});

test("changes between commits: added, modified, deleted, with strange names intact", () => {
  const repository = makeRepository();
  const base = repository.commit({ gone: "1", same: "1", "ünï\n\t code": "1" });
  const head = repository.commit({ gone: undefined, "ünï\n\t code": "2", fresh: "3" });
  const changes = listChanges(repository.root, base, head);
  expect(changes.map(({ path, status }) => [path, status])).toEqual([
    ["fresh", "added"],
    ["gone", "deleted"],
    ["ünï\n\t code", "modified"],
  ]);
});

test("blobs come back in order, byte for byte, a missing one as undefined", () => {
  const repository = makeRepository();
  const bytes = Buffer.from([0, 10, 255, 10]);
  const commit = repository.commit({ a: bytes, b: "" });
  const ids = Object.fromEntries(listTree(repository.root, commit, ["."]).map(file => [file.path, file.id]));
  const missing = "1".repeat(40);
  const blobs = readBlobs(repository.root, [ids.b!, missing, ids.a!]);
  expect(blobs).toEqual([Buffer.alloc(0), undefined, bytes]);
  expect(readBlobSizes(repository.root, [ids.a!, missing])).toEqual([4, 0]);
});

test("a folder is no blob", () => {
  const repository = makeRepository();
  const commit = repository.commit({ "folder/file": "x" });
  expect(readBlobs(repository.root, [`${commit}:folder`, `${commit}:folder/file`])).toEqual([
    undefined,
    Buffer.from("x"),
  ]);
  expect(readBlobs(repository.root, [commit], "commit")[0]?.toString()).toContain("Change");
});
