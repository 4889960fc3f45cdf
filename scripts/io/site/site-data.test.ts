import { expect, test } from "vitest";
import { anEntry, aRelease, catalogFiles, settingsFile } from "../../test/catalog.ts";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import { NOON, signCatalog } from "../../test/world.ts";
import { readSettings } from "../catalog/settings.ts";
import { makeKey, openKey } from "../trust/signatures.ts";
import { readSiteData } from "./site-data.ts";

/** What pages are told of a signed catalog: four packages, three owners, two guides. */
async function readData(settings: object = {}) {
  const root = makeFolder();
  const guides = makeFolder();
  const { privateKey, publicKey } = await makeKey({ name: "Bob", email: "bob@example.org", now: NOON });
  const key = (await openKey(privateKey)).fingerprint;
  const alice = { email: "alice@example.org", github: { login: "alice", id: 1 } };
  const bob = { email: "bob@example.org", key };
  const carol = { email: "carol@example.org", github: { login: "carol", id: 3 } };
  const files = catalogFiles(
    {
      entry: anEntry({ name: "less", owners: [bob, alice] }),
      releases: [aRelease("4.2.0", { dependencies: { jquery: "^3.0.0" } })],
    },
    { entry: anEntry({ name: "jquery", owners: [bob] }) },
    { entry: anEntry({ name: "cash", owners: [carol] }) },
    { entry: anEntry({ name: "zepto", owners: [{ ...carol, key }] }) },
  );
  writeFiles(root, { ...settingsFile(settings), ...files, [`catalog/keys/${key}.asc`]: publicKey });
  writeFiles(guides, {
    "10-the-end.md": "# The end\n",
    "02-start.md": "# How to begin\n\nText.\n",
    "notes.txt": "no guide",
  });
  const { folder } = await signCatalog(root);
  return { key, ...readSiteData(folder, guides, readSettings(root)) };
}

test("a page gets its package, the newest manifest and who depends on it, as far as there are any", async () => {
  const { names, has, readPackage } = await readData();
  expect(names).toEqual(["cash", "jquery", "less", "zepto"]);
  expect([has("less"), has("constructor")]).toEqual([true, false]);
  const [, jquery, less] = names.map(readPackage);
  expect(less).toMatchObject({ document: { name: "less" }, latest: { manifest: { version: "4.2.0" } } });
  expect(less?.dependents).toEqual([]);
  expect([less?.isForNpm, less?.isForBower, jquery?.isForNpm]).toEqual([true, false, false]);
  expect(jquery?.latest).toBeUndefined();
  expect(jquery?.dependents).toEqual([{ name: "less", expression: "^3.0.0" }]);
});

test("owners are gathered over all packages and sorted, guides are in the order of their files", async () => {
  const { key, listOwners, guides } = await readData();
  expect(listOwners()).toEqual([
    { label: "alice", keys: [], names: ["less"] },
    { label: "bob@example.org", keys: [key], names: ["jquery", "less"] },
    { label: "carol", keys: [key], names: ["cash", "zepto"] },
  ]);
  expect(guides).toEqual([
    { slug: "start", title: "How to begin", text: "# How to begin\n\nText.\n" },
    { slug: "the-end", title: "The end", text: "# The end\n" },
  ]);
});

test("pages know what kind of key signed and where readers find the catalog", async () => {
  expect(await readData()).toMatchObject({ isDevelopment: true, address: "http://localhost:8080/" });
  expect((await readData({ url: "https://example.org/pak" })).address).toBe("https://example.org/pak/");
});

test("a folder that holds no publication is refused", () => {
  const settings = { catalog: "test", title: "test", hosts: [], reserved: [] };
  expect(() => readSiteData(makeFolder(), makeFolder(), settings)).toThrow(/packages\.json/);
});
