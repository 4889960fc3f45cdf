import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Entry } from "../../model/entry/entry.ts";
import { anEntry, aRelease, catalogFiles, settingsFile } from "../../test/catalog.ts";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import { signCatalog, TOOL } from "../../test/world.ts";
import { readSettings } from "../catalog/settings.ts";
import { buildSite } from "./build-site.ts";

/** A signed catalog of one package and any others, and what its site is built from. */
async function makeOrder(...others: Entry[]) {
  const root = makeFolder();
  const jquery = { entry: anEntry({ name: "jquery" }), releases: [aRelease("3.7.1")] };
  writeFiles(root, { ...settingsFile(), ...catalogFiles(jquery, ...others.map(entry => ({ entry }))) });
  const { folder } = await signCatalog(root);
  return { tool: TOOL, root, published: folder, settings: readSettings(root) };
}

const listFiles = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true, encoding: "utf8" })
    .filter(item => item.isFile())
    .map(item => join(item.parentPath, item.name).slice(folder.length + 1));

test("pages, assets and the search stand around the signed JSON, byte for byte as it was", async () => {
  const order = await makeOrder();
  const { folder, pages } = await buildSite(order);
  const files = listFiles(join(folder, "."));
  expect(files.filter(path => path.endsWith(".html"))).toHaveLength(pages);
  expect(files).toEqual(expect.arrayContaining(["packages/jquery/index.html", "style.css", "search.js"]));
  for (const path of listFiles(order.published))
    expect(readFileSync(join(folder, path)), path).toEqual(readFileSync(join(order.published, path)));
});

test("a package that two people own is not the maintainers', and counts once", async () => {
  const owners = ["alice", "bob"].map((login, at) => ({
    email: `${login}@example.org`,
    github: { login, id: at + 1 },
  }));
  const { folder } = await buildSite(
    await makeOrder(anEntry({ name: "less", owners }), anEntry({ name: "cash" })),
  );
  const page = readFileSync(join(folder, "owners/index.html"), "utf8");
  expect(page).toMatch(/<h2>The maintainers<\/h2>\s*<p>2 names\./);
});

test("a _site that another tool made makes way, and a site that can't be built leaves the one before", async () => {
  const order = await makeOrder();
  writeFiles(order.root, { "_site/old.html": "x" });
  const { folder } = await buildSite(order);
  expect(lstatSync(folder).isSymbolicLink()).toBe(true);
  const before = listFiles(join(folder, "."));
  expect(before).not.toContain("old.html");
  const tool = makeFolder();
  writeFiles(tool, { "site/assets/new.css": "x" });
  await expect(buildSite({ ...order, tool })).rejects.toThrow(/guides/);
  expect(listFiles(join(folder, "."))).toEqual(before);
  expect(readdirSync(join(order.root, ".pak/site")).toSorted()).toEqual(["1", "current"]);
});
