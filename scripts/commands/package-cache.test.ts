import { join } from "node:path";
import { expect, test } from "vitest";
import { openUserLayers } from "../io/application/personal-layers.ts";
import type { Selection } from "../model/install/selection.ts";
import { startGitHost } from "../test/git-host.ts";
import { makeFolder, writeFiles } from "../test/repository.ts";
import { aWorld } from "../test/world.ts";
import { listCachedLayers, openCache } from "./package-cache.ts";

test("the settings say where packages are kept and fetched from; their own layer is known once they are here", async () => {
  const host = await startGitHost();
  host.repository.commit({ "pak.json": '{ "title": "Own" }', "a.js": "a" });
  const world = aWorld();
  const cache = makeFolder();
  writeFiles(world.home, {
    "settings.json": JSON.stringify({ cache, replace: host.replace }),
    "overrides/foo.json": '{ "acme/foo": { "*": { "+title": "mine" } } }',
  });
  const selection: Selection = {
    name: "foo",
    version: "1.0.0",
    catalog: "test",
    endpoint: host.endpoint,
    pin: host.release("v1.0.0"),
    layers: [{ name: "entry", change: { name: "foo" } }],
  };
  const user = openUserLayers(world.home);
  const offline = openCache(world, { words: [], flags: { offline: true } });
  const layers = listCachedLayers(offline, user, selection);
  expect(layers.map(({ name }) => name)).toEqual(["entry", "user"]);
  const refused = { code: "NETWORK", message: "foo 1.0.0 is not in the cache and --offline asks nobody" };
  await expect(offline.ensure({ ...selection, layers })).rejects.toMatchObject(refused);

  const cached = await openCache(world, { words: [], flags: {} }).ensure({ ...selection, layers });
  expect(cached).toMatchObject({ folder: join(cache, "foo/acme/1.0.0"), manifest: { title: "Own mine" } });
  expect(await offline.ensure({ ...selection, layers })).toEqual(cached);
  expect(listCachedLayers(offline, user, selection)[0]).toEqual({
    name: "package",
    change: { title: "Own" },
  });
});
