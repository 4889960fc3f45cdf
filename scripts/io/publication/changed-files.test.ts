import { expect, test } from "vitest";
import type { PackageParts } from "../../model/published/build.ts";
import { anEntry, aRelease } from "../../test/catalog.ts";
import { makeFolder } from "../../test/repository.ts";
import { renderChangedFiles } from "./changed-files.ts";
import type { PackageChange } from "./changed-packages.ts";
import { renderOverview } from "./overview.ts";
import { renderPackage, writeFiles } from "./write-package.ts";

const SETTINGS = { catalog: "test", title: "Test", hosts: [], reserved: [] };
const ADDRESSES = {
  site: "https://example.org/",
  registries: { registry: "http://127.0.0.1:4873/", scopes: {} },
};
const COMMIT = "a".repeat(40);
const render = (parts: PackageParts) => renderPackage(parts, ADDRESSES);
const JQUERY = { entry: anEntry({ name: "jquery" }), releases: [] };
const LESS = {
  entry: anEntry({ name: "less" }),
  releases: [aRelease("1.0.0", { dependencies: { jquery: "^3", "not-here": "*" } })],
};

/** The files that a change of one package touches in a publication of jquery and less. */
function changeOne(change: Omit<PackageChange, "name">) {
  const published = makeFolder();
  const rendered = [JQUERY, LESS].map(render);
  for (const { files } of rendered) writeFiles(published, files);
  const packages = rendered.map(each => each.published);
  writeFiles(published, renderOverview({ settings: SETTINGS, commit: COMMIT, packages, changes: [] }));
  const { name } = (change.after ?? change.before)!.entry;
  const { files, digests } = renderChangedFiles(published, SETTINGS, ADDRESSES, COMMIT, [
    { name, ...change },
  ]);
  const gone = [...files].filter(([, content]) => content === undefined).map(([path]) => path);
  const written = [...files.keys()].filter(path => !gone.includes(path) && !path.includes("/search/"));
  return { files, written: written.sort(), gone: gone.sort(), digest: digests.get(name) };
}

test("a package that says what it said writes no file of its own", () => {
  const { written, gone, digest } = changeOne({ before: LESS, after: LESS });
  expect(written).toEqual([]);
  expect(gone).toEqual([]);
  expect(digest).toEqual(render(LESS).published.digest);
});

test("a release touches its package, the list, and what it does not depend on any more", () => {
  const after = { ...LESS, releases: [aRelease("2.0.0", { dependencies: { jquery: "^3" } })] };
  const { written, gone, digest } = changeOne({ before: LESS, after });
  expect(written).toEqual([
    "api/v1/packages.json",
    "api/v1/packages/less.json",
    "api/v1/packages/less/latest.json",
    "npm/less/index.html",
  ]);
  expect(gone).toEqual(["api/v1/dependents/not-here.json"]);
  expect(digest).toEqual(render(after).published.digest);
});

test("a package that goes takes its files along, but not what others depend on", () => {
  const { gone, written, digest } = changeOne({ before: JQUERY, after: undefined });
  expect(gone).toContain("api/v1/packages/jquery.json");
  expect(gone).toContain("pak/jquery.json");
  expect(gone).not.toContain("api/v1/dependents/jquery.json");
  expect(written).toEqual(["api/v1/packages.json", "pak/all.json"]);
  expect(digest).toBeUndefined();
});

test("a new package opens a file for its dependents and joins the list in its place", () => {
  const added: PackageParts = { entry: anEntry({ name: "kit" }), releases: [] };
  const { files, written, gone } = changeOne({ before: undefined, after: added });
  expect(written).toEqual([
    "api/v1/dependents/kit.json",
    "api/v1/packages.json",
    "api/v1/packages/kit.json",
    "pak/all.json",
    "pak/kit.json",
  ]);
  expect(gone).toEqual([]);
  const pieces = files.get("api/v1/packages.json") as Uint8Array[];
  const { packages } = JSON.parse(Buffer.concat(pieces).toString()) as { packages: { name: string }[] };
  expect(packages.map(({ name }) => name)).toEqual(["jquery", "kit", "less"]);
});

test("an alias answers for what it leads to now, changed along or not", () => {
  const alias = { entry: anEntry({ name: "lessc", endpoint: "@less" }), releases: [] };
  const resolved = { ...alias, alias: { hops: ["less"], resolved: "less" } };
  const { files, written } = changeOne({ before: undefined, after: resolved });
  expect(written).toContain("npm/lessc/index.html");
  expect(JSON.parse(String(files.get("npm/lessc/index.html")))).toMatchObject({
    name: "lessc",
    versions: { "1.0.0": { dist: { tarball: "http://127.0.0.1:4873/less/-/less-1.0.0.tgz" } } },
  });
});

test("a package that moves from npm to git joins Bower's lists and leaves npm", () => {
  const after = {
    entry: anEntry({ name: "less", endpoint: "https://github.com/less/less.js.git" }),
    releases: [],
  };
  const { files, written, gone } = changeOne({ before: LESS, after });
  expect(gone).toContain("npm/less/index.html");
  expect(written).toEqual(expect.arrayContaining(["packages/index.html", "packages/less"]));
  for (const path of ["packages/index.html", "packages/search/index.html"]) {
    const list = Buffer.concat(files.get(path) as Uint8Array[]).toString();
    expect(JSON.parse(list)).toEqual([{ name: "less", url: "https://github.com/less/less.js.git" }]);
  }
});
