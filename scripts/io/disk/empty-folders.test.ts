import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import { removeEmptyFolders } from "./empty-folders.ts";

test("folders go as far as they are empty, and the root stays", () => {
  const root = makeFolder();
  mkdirSync(join(root, "a/b/c"), { recursive: true });
  mkdirSync(join(root, "d/e"), { recursive: true });
  writeFiles(root, { "d/file": "" });
  for (const path of ["a/b/c", "d/e", "d", "none/at/all", "."]) removeEmptyFolders(root, path);
  expect([readdirSync(root), readdirSync(join(root, "d"))]).toEqual([["d"], ["file"]]);
  const empty = makeFolder();
  mkdirSync(join(empty, "a"));
  removeEmptyFolders(empty, "a");
  expect(readdirSync(empty)).toEqual([]);
});
