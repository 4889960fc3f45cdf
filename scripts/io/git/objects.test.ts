import { rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { makeBomb } from "../../test/bomb.ts";
import { makeRepository } from "../../test/repository.ts";
import { runGit } from "./git.ts";
import { listChanges, listTree, parseRawDiff, readBlobSizes, readBlobs } from "./objects.ts";

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

test("what changed is what git says", () => {
  const repository = makeRepository();
  const name = fc.constantFrom("a", "a-", "a.b", "b", "ü", "\n");
  const path = fc.array(name, { minLength: 1, maxLength: 3 }).map(names => names.join("/"));
  const files = fc.dictionary(path, fc.constantFrom("1", "2"), { maxKeys: 8, noNullPrototype: true });
  const commit = (texts: Readonly<Record<string, string>>) => {
    repository.git("rm", "-r", "--quiet", "--ignore-unmatch", ".");
    const paths = Object.keys(texts);
    const isFolder = (file: string) => paths.some(other => other.startsWith(`${file}/`));
    return repository.commit(Object.fromEntries(Object.entries(texts).filter(([file]) => !isFolder(file))));
  };
  fc.assert(
    fc.property(files, files, (before, after) => {
      const [base, head] = [commit(before), commit(after)];
      const words = ["diff-tree", "-r", "-z", "--raw", "--no-renames", "--no-abbrev", base, head];
      const told = parseRawDiff(runGit(repository.root, words));
      expect(listChanges(repository.root, base, head)).toEqual(
        told.sort((a, b) => (a.path < b.path ? -1 : 1)),
      );
    }),
    { numRuns: 40 },
  );
});

test("modes, links and submodules are told, of commits and of trees", () => {
  const repository = makeRepository();
  const base = repository.commit({ run: "1", turned: "1", "folder/a": "1" });
  repository.git("update-index", "--chmod=+x", "run");
  rmSync(join(repository.root, "turned"));
  symlinkSync("run", join(repository.root, "turned"));
  repository.git("add", "turned");
  repository.git("update-index", "--add", "--cacheinfo", `160000,${base},folder/module`);
  const head = repository.git("write-tree");
  const changes = listChanges(repository.root, base, head);
  expect(changes.map(({ path, mode, status }) => [path, mode, status])).toEqual([
    ["folder/module", "160000", "added"],
    ["run", "100755", "modified"],
    ["turned", "120000", "modified"],
  ]);
  expect(() => listChanges(repository.root, base, "1".repeat(40))).toThrow(
    expect.objectContaining({ code: "GIT" }),
  );
});

test("a few objects that are a million paths are refused, not listed", () => {
  const repository = makeRepository();
  const base = repository.commit({ a: "1" });
  const file = `100644 blob ${repository.git("rev-parse", "HEAD:a")}\tfile`;
  expect(listChanges(repository.root, base, makeBomb(repository, 2, [file]))).toHaveLength(100);
  for (const deepest of [[file], []]) {
    const head = makeBomb(repository, 6, deepest);
    expect(() => listChanges(repository.root, base, head)).toThrow(
      expect.objectContaining({ code: "TOO_LARGE", fix: "split the change" }),
    );
  }
});

test("folders inside each other without end are refused", () => {
  const repository = makeRepository();
  const base = repository.commit({ a: "1" });
  const nested = (depth: number) => repository.commit({ [`${"x/".repeat(depth)}a`]: "2" });
  expect(listChanges(repository.root, base, nested(64))).toHaveLength(1);
  expect(() => listChanges(repository.root, base, nested(65))).toThrow(
    expect.objectContaining({ code: "TOO_LARGE" }),
  );
});

test("a folder of nothing is a change of its own", () => {
  const repository = makeRepository();
  const base = repository.commit({ "folder/a": "1" });
  const head = makeBomb(repository, 1, []);
  const changes = listChanges(repository.root, base, head);
  expect(changes.map(({ path }) => path)).toEqual(Array.from({ length: 10 }, (_, at) => `bomb/${at}`));
  expect(changes[0]).toMatchObject({ mode: "040000", status: "added" });
  expect(listChanges(repository.root, head, base)).toEqual([]);
});
