import { chmodSync, existsSync, mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import { removeTree } from "./remove-tree.ts";

test("folders go that nobody may write to, and what links lead to stays", () => {
  const folder = makeFolder();
  const [tree, other] = [join(folder, "tree"), join(folder, "other")];
  writeFiles(folder, { "tree/a/b/c": "c", "other/x": "x" });
  mkdirSync(join(tree, "empty"));
  symlinkSync(other, join(tree, "a/link"));
  for (const path of ["a/b", "a", "empty"]) chmodSync(join(tree, path), 0o555);
  removeTree(tree);
  expect([existsSync(tree), existsSync(join(other, "x"))]).toEqual([false, true]);
  removeTree(tree);
});
