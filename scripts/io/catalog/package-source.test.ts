import { expect, test } from "vitest";
import { makeFolder, makeRepository, writeFiles } from "../../test/repository.ts";
import { openPackages, readPaths } from "./package-source.ts";

const text = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString();

test("named packages are opened alike from a work tree and a commit, with the files they have", () => {
  const repository = makeRepository();
  const commit = repository.commit({
    "catalog/le/less.json": "1",
    "catalog/releases/le/less.json": "2",
    "overrides/jquery.json": "3",
    "catalog/re/react.json": "not asked for",
  });
  for (const revision of [undefined, commit]) {
    const { packages, read } = openPackages(repository.root, ["less", "none", "jquery"], revision);
    expect(packages).toEqual([
      { name: "less", entry: "catalog/le/less.json", releases: "catalog/releases/le/less.json" },
      { name: "jquery", override: "overrides/jquery.json" },
    ]);
    expect(text(read("catalog/releases/le/less.json"))).toBe("2");
    expect(read("catalog/re/react.json")).toBeUndefined();
  }
});

test("a commit is read whatever the work tree holds", () => {
  const repository = makeRepository();
  const commit = repository.commit({ "catalog/le/less.json": "committed" });
  writeFiles(repository.root, { "catalog/le/less.json": "changed", "overrides/less.json": "new" });
  const { packages, read } = openPackages(repository.root, ["less"], commit);
  expect(packages).toEqual([{ name: "less", entry: "catalog/le/less.json" }]);
  expect(text(read("catalog/le/less.json"))).toBe("committed");
});

test("a file is read once: what was checked stays what it was", () => {
  const root = makeFolder();
  writeFiles(root, { "catalog/le/less.json": "before" });
  const read = readPaths(root, ["catalog/le/less.json"]);
  writeFiles(root, { "catalog/le/less.json": "after" });
  expect(text(read("catalog/le/less.json"))).toBe("before");
});

test("a folder where a file should be is no file", () => {
  const root = makeFolder();
  writeFiles(root, { "overrides/less.json/deep": "1" });
  expect(openPackages(root, ["less"]).packages).toEqual([]);
});
