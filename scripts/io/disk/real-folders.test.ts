import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import { requireRealFolders } from "./real-folders.ts";

test("folders that are there, and those that are not yet, are fine and looked at once", () => {
  const root = makeFolder();
  writeFiles(root, { "a/b/c": "" });
  const known = new Set<string>();
  requireRealFolders(root, "a/b/c", known);
  requireRealFolders(root, "a/new/c", known);
  requireRealFolders(root, "top", known);
  expect([...known]).toEqual(["a", "a/b", "a/new"]);
});

test("a link or a file on the way is refused, wherever it leads", () => {
  const root = makeFolder();
  writeFiles(root, { "a/b": "" });
  symlinkSync(join(root, "a"), join(root, "link"));
  for (const path of ["link/x", "a/b/x"])
    expect(() => requireRealFolders(root, path, new Set()), path).toThrow(/no folder of its own/);
});

test.each(["../x", "/x", "a/.git/x", "", "a\\b"])("%j is no path inside", path => {
  expect(() => requireRealFolders(makeFolder(), path, new Set())).toThrow(
    expect.objectContaining({ code: "WRITE" }),
  );
});
