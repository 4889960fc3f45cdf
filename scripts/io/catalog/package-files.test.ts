import { expect, test } from "vitest";
import { checkLinks, listEntries, listPackages } from "./package-files.ts";

const KEY = "A".repeat(40);

test("files are grouped by the name they speak of, in code-unit order, keys apart", () => {
  const listing = listPackages([
    "overrides/less.json",
    `catalog/keys/${KEY}.asc`,
    "catalog/le/less.json",
    "catalog/releases/le/less.json",
    "catalog/j5/j5.json",
  ]);
  expect(listing).toEqual({
    packages: [
      { name: "j5", entry: "catalog/j5/j5.json" },
      {
        name: "less",
        entry: "catalog/le/less.json",
        releases: "catalog/releases/le/less.json",
        override: "overrides/less.json",
      },
    ],
    keys: new Set([KEY]),
    findings: [],
  });
});

test("each file that belongs nowhere is found and makes no package", () => {
  const strays = [
    "catalog/xx/less.json",
    "catalog/le/Less.json",
    "catalog/le/less.txt",
    `catalog/keys/${KEY.toLowerCase()}.asc`,
    "overrides/deep/less.json",
  ];
  const { packages, keys, findings } = listPackages(strays);
  expect(findings.map(({ code, file }) => [code, file])).toEqual(strays.map(file => ["TREE_PATH", file]));
  expect([packages.length, keys.size]).toEqual([0, 0]);
});

test("releases and an override without an entry are a package all the same", () => {
  expect(listPackages(["overrides/less.json"]).packages).toEqual([
    { name: "less", override: "overrides/less.json" },
  ]);
});

test("each link is a finding of its own", () => {
  expect(checkLinks(["catalog/a/a.json", "overrides/b.json"])).toMatchObject([
    { code: "TREE_SYMLINK", file: "catalog/a/a.json" },
    { code: "TREE_SYMLINK", file: "overrides/b.json" },
  ]);
  expect(checkLinks([])).toEqual([]);
});

test("entries are listed, all or those that are named, and a name without one ends it", () => {
  const paths = ["catalog/le/less.json", "catalog/j5/j5.json", "overrides/lone.json"];
  const names = (...named: string[]) => listEntries(paths, named).map(({ name }) => name);
  expect([names(), names("less")]).toEqual([["j5", "less"], ["less"]]);
  const missing = expect.objectContaining({ code: "NOT_FOUND", message: expect.stringContaining("lone") });
  expect(() => names("less", "lone")).toThrow(missing);
});
