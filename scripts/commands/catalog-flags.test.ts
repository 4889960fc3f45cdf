import { describe, expect, onTestFinished, test } from "vitest";
import { startServer } from "../io/site/static-server.ts";
import { anEntry, catalogFiles, settingsFile } from "../test/catalog.ts";
import { makeFolder, writeFiles } from "../test/repository.ts";
import { aWorld, DAY, later, signCatalog } from "../test/world.ts";
import { askCatalog, askEvery } from "./catalog-flags.ts";
import type { Arguments, World } from "./command.ts";

/** A signed catalog of some packages behind an address, until it is closed or the test ends. */
async function servePublication(...names: string[]) {
  const root = makeFolder();
  const packages = ["jquery", ...names].map(name => ({ entry: anEntry({ name }) }));
  writeFiles(root, { ...settingsFile(), ...catalogFiles(...packages) });
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

describe("several catalogs in the settings", () => {
  async function openWorld() {
    const [first, second] = [await servePublication(), await servePublication("popper")];
    const world = aWorld();
    const catalogs = [{ kind: "npm" }, { url: first.url }, { url: second.url }];
    writeFiles(world.home, { "settings.json": JSON.stringify({ catalogs }) });
    const ask = (name: string, flags: Arguments["flags"] = {}) =>
      askCatalog(world, { words: [], flags }, async catalog => (await catalog.find(name)).proof.url);
    const askAll = () =>
      askEvery(
        world,
        { words: [], flags: {} },
        async catalog => (await catalog.search("popper", 1)).found.length,
      );
    return { first, second, world, ask, askAll };
  }

  test("are asked in their order, the next one for what the one before does not have", async () => {
    const { first, second, ask, askAll } = await openWorld();
    expect([await ask("jquery"), await ask("popper")]).toEqual([first.url, second.url]);
    expect(await askAll()).toEqual([0, 1]);
    expect(await ask("jquery", { catalog: second.url })).toBe(second.url);
    await expect(ask("nothing")).rejects.toMatchObject({
      code: "NOT_FOUND",
      message: expect.stringContaining("nothing"),
    });
  });

  test("never stand in for one before them that can't be asked", async () => {
    const { first, ask, askAll } = await openWorld();
    await first.close();
    await expect(ask("popper")).rejects.toMatchObject({ code: "NETWORK" });
    await expect(askAll()).rejects.toMatchObject({ code: "NETWORK" });
  });

  test("of which none is signed prove nothing", async () => {
    const { world, ask } = await openWorld();
    writeFiles(world.home, { "settings.json": '{ "catalogs": [{ "kind": "npm" }] }' });
    await expect(ask("jquery")).rejects.toMatchObject({ code: "SETTINGS", fix: "name one: --catalog URL" });
  });
});

test("a pin that comes later is heeded by the next run", async () => {
  const { url } = await servePublication();
  const world = aWorld();
  await find(world, { catalog: url });
  writeFiles(world.home, {
    "settings.json": JSON.stringify({ catalogs: [{ url, root: "F".repeat(40) }] }),
  });
  const next = aWorld({ home: world.home });
  await expect(find(next, { catalog: url })).rejects.toMatchObject({ code: "ROOT_UNPINNED" });
});
