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
  const isPage = (path: string) => path.endsWith(".html") && !/^(?:packages|npm)\//.test(path);
  expect(files.filter(isPage)).toHaveLength(pages);
  expect(files).toEqual(expect.arrayContaining(["package/jquery/index.html", "style.css", "search.js"]));
  for (const path of listFiles(order.published))
    expect(readFileSync(join(folder, path)), path).toEqual(readFileSync(join(order.published, path)));
});

test("a package's page has a command for each client that can install it, and none for a retracted name", async () => {
  const git = anEntry({ name: "wave", endpoint: "https://codeberg.org/octo-org/wave.git" });
  const retracted = anEntry({ name: "gone", retracted: { date: "2026-11-01", reason: "replaced" } });
  const { folder } = await buildSite(await makeOrder(git, retracted));
  const listCommands = (name: string) =>
    readFileSync(join(folder, `package/${name}/index.html`), "utf8").match(
      /(?:pak|npm|bower) install [^<]+/g,
    );
  const pak = (name: string) => `pak install ${name} --catalog http://localhost:8080/`;
  expect(listCommands("jquery")).toEqual([
    pak("jquery"),
    "npm install jquery --registry http://localhost:8080/npm/ --replace-registry-host never",
  ]);
  expect(listCommands("wave")).toEqual([
    pak("wave"),
    "bower install wave --config.registry=http://localhost:8080/",
  ]);
  expect(listCommands("gone")).toBeNull();
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
