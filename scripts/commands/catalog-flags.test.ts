import { expect, onTestFinished, test } from "vitest";
import { startServer } from "../io/site/static-server.ts";
import { anEntry, catalogFiles, settingsFile } from "../test/catalog.ts";
import { makeFolder, writeFiles } from "../test/repository.ts";
import { aWorld, DAY, later, signCatalog } from "../test/world.ts";
import { askCatalog } from "./catalog-flags.ts";
import type { Arguments, World } from "./command.ts";

/** A signed catalog of one package behind an address, until it is closed or the test ends. */
async function servePublication() {
  const root = makeFolder();
  writeFiles(root, { ...settingsFile(), ...catalogFiles({ entry: anEntry({ name: "jquery" }) }) });
  const { folder } = await signCatalog(root);
  const server = await startServer({ folder, port: 0 });
  onTestFinished(() => server.close());
  return server;
}

const find = (world: World, flags: Arguments["flags"]) =>
  askCatalog(world, { words: [], flags }, catalog => catalog.find("jquery"));

test("what was verified is kept in PAK_HOME, for --offline and, once it expired, for --allow-stale", async () => {
  const { url, close } = await servePublication();
  const world = aWorld();
  await find(world, { catalog: url });
  await close();
  expect((await find(world, { catalog: url, offline: true })).proof.isStale).toBe(true);
  const old = { ...world, now: () => later(8 * DAY) };
  const flags = { catalog: url, offline: true } as const;
  await expect(find(old, flags)).rejects.toMatchObject({ code: "STALE" });
  expect((await find(old, { ...flags, "allow-stale": true })).proof.age).toBe((8 * DAY) / 1000);
  await expect(find(aWorld(), flags)).rejects.toMatchObject({ code: "STALE" });
});

test("every --mirror is asked when the catalog is away", async () => {
  const { url, close } = await servePublication();
  const flags = { catalog: "http://127.0.0.1:9/", mirror: ["http://127.0.0.1:9/x/", url] };
  expect((await find(aWorld(), flags)).proof).toMatchObject({ url, isStale: false });
  await close();
  await expect(find(aWorld(), flags)).rejects.toMatchObject({ code: "NETWORK" });
});

test("without flags the environment names the catalog, and the settings the key it has to begin with", async () => {
  const { url } = await servePublication();
  expect((await find(aWorld({ environment: { PAK_CATALOG: url } }), {})).proof.catalog).toBe("test");
  const world = aWorld();
  writeFiles(world.home, {
    "settings.json": JSON.stringify({ catalogs: [{ url, root: "F".repeat(40) }] }),
  });
  await expect(find(world, {})).rejects.toMatchObject({ code: "ROOT_UNPINNED" });
});

test("who named no catalog and serves none is told both ways out; elsewhere the network is to blame", async () => {
  const hint = /pak serve.*--catalog URL/;
  await expect(find(aWorld(), { catalog: "http://localhost:9/" })).rejects.toMatchObject({
    code: "NETWORK",
    message: expect.stringContaining("http://localhost:9/"),
    fix: expect.stringMatching(hint),
  });
  const world = aWorld({ fetch: () => Promise.reject(new TypeError("no network")) });
  await expect(find(world, { catalog: "https://example.org/" })).rejects.toMatchObject({
    code: "NETWORK",
    fix: expect.not.stringMatching(hint),
  });
});
