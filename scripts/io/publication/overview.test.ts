import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { PackageFact } from "../../model/catalog/fact.ts";
import type { ChangeRecord } from "../../model/published/package-document.ts";
import { anEntry, aRelease } from "../../test/catalog.ts";
import { TOOL } from "../../test/world.ts";
import { renderConstants, renderOverview, resolveParts } from "./overview.ts";
import { renderPackage } from "./write-package.ts";

const SETTINGS = { catalog: "test", title: "Test", hosts: [], reserved: [] };
const ADDRESSES = { site: "https://example.org/" };
const COMMIT = "a".repeat(40);
const CHANGES: ChangeRecord[] = [{ date: "2026-11-01T00:00:00Z", name: "less", kind: "added" }];

test("an alias gets the names on its way, and one that ends nowhere stays as it is", () => {
  const parts = { entry: anEntry({ name: "jq", endpoint: "@jquery.js" }), releases: [] };
  const facts: PackageFact[] = [
    { name: "jq", target: "jquery.js" },
    { name: "jquery.js", target: "jquery" },
    { name: "jquery" },
  ];
  const factOf = (name: string) => facts.find(fact => fact.name === name);
  expect(resolveParts(parts, factOf)).toEqual({
    ...parts,
    alias: { hops: ["jquery.js", "jquery"], resolved: "jquery" },
  });
  expect(resolveParts(parts, name => (name === "jquery" ? undefined : factOf(name)))).toEqual(parts);
});

test("the whole catalog is told in a list, in files of dependents by name, and by its changes", () => {
  const releases = [aRelease("1.0.0", { dependencies: { jquery: "^3", "not-here": "*" } })];
  const packages = [
    renderPackage({ entry: anEntry({ name: "jquery" }), releases: [] }, ADDRESSES).published,
    renderPackage({ entry: anEntry({ name: "less" }), releases }, ADDRESSES).published,
  ];
  const files = new Map(renderOverview({ settings: SETTINGS, commit: COMMIT, packages, changes: CHANGES }));
  const readJson = (path: string) => JSON.parse(files.get(path)!);
  expect(readJson("api/v1/packages.json")).toMatchObject({
    catalog: "test",
    commit: COMMIT,
    packages: [{ name: "jquery" }, { name: "less", version: "1.0.0" }],
  });
  const dependentsOf = (name: string) => readJson(`api/v1/dependents/${name}.json`).dependents;
  expect(dependentsOf("jquery")).toEqual([{ name: "less", expression: "^3" }]);
  expect(dependentsOf("not-here")).toEqual([{ name: "less", expression: "*" }]);
  expect(dependentsOf("less")).toEqual([]);
  expect(readJson("api/v1/changes.json")).toMatchObject({ commit: COMMIT, changes: CHANGES });
  expect(readJson("feed.json").items).toHaveLength(1);
  expect(readJson("pak/all.json")).toEqual({
    data: [
      { name: "jquery", endpoint: "@npm:jquery" },
      { name: "less", endpoint: "@npm:less" },
    ],
  });
});

test("a catalog of nothing has its list and its feeds", () => {
  const files = new Map(renderOverview({ settings: SETTINGS, commit: COMMIT, packages: [], changes: [] }));
  expect([...files.keys()]).toEqual([
    "api/v1/packages.json",
    "pak/all.json",
    "packages/index.html",
    "packages/search/index.html",
    "api/v1/changes.json",
    "feed.xml",
    "feed.json",
  ]);
  for (const path of ["packages/index.html", "packages/search/index.html"])
    expect(JSON.parse(files.get(path)!)).toEqual([]);
  expect(JSON.parse(files.get("api/v1/packages.json")!).packages).toEqual([]);
});

test("every schema of the tool is published byte for byte, beside the description of the API", () => {
  const files = new Map(renderConstants(TOOL, SETTINGS));
  const schemas = readdirSync(join(TOOL, "schemas"));
  expect([...files.keys()].sort()).toEqual([
    "api/v1/openapi.json",
    ...schemas.map(name => `schemas/${name}`).sort(),
  ]);
  const path = "schemas/entry.schema.json";
  expect(files.get(path)).toBe(readFileSync(join(TOOL, path), "utf8"));
});
