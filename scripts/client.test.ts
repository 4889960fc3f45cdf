import { expect, onTestFinished, test } from "vitest";
import { Catalog, type CatalogOptions } from "./client.ts";
import { startServer } from "./io/site/static-server.ts";
import { openMemoryStore } from "./io/trust/store.ts";
import { anEntry, catalogFiles, settingsFile } from "./test/catalog.ts";
import { makeRepository } from "./test/repository.ts";
import { HOUR, later, signCatalog } from "./test/world.ts";

async function serveCatalog() {
  const repository = makeRepository();
  const files = catalogFiles({ entry: anEntry({ name: "less" }) }, { entry: anEntry({ name: "lessc" }) });
  repository.commit({ ...settingsFile(), ".gitignore": ".pak/\n", ...files });
  const { folder } = await signCatalog(repository.root);
  const server = await startServer({ folder, port: 0 });
  onTestFinished(() => server.close());
  const store = openMemoryStore();
  return {
    server,
    open: (options: Partial<CatalogOptions> = {}) =>
      new Catalog({ url: server.url, store, now: later(HOUR), ...options }),
  };
}

test("what can't be a name is not asked for", async () => {
  const catalog = new Catalog({ url: "http://127.0.0.1:9/", now: later(HOUR) });
  for (const name of ["../less", "Less", ""])
    await expect(catalog.find(name)).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("a search gives no more than was asked for, and a verification tells how far it is", async () => {
  const { open } = await serveCatalog();
  expect((await open().search("less")).found.map(document => document.name)).toEqual(["less", "lessc"]);
  expect((await open().search("less", 1)).found).toHaveLength(1);
  const told: [number, number][] = [];
  const { bins, proof } = await open().verify((done, all) => told.push([done, all]));
  expect([bins, told, proof.isStale]).toEqual([1, [[1, 1]], false]);
});

test("a verification asks the mirrors in order, and nobody offline", async () => {
  const { server, open } = await serveCatalog();
  const gone = "http://127.0.0.1:9/";
  const mirrored = new Catalog({ url: gone, mirrors: [server.url], now: later(HOUR) });
  const { packages, failures, proof } = await mirrored.verify();
  expect([packages, failures, proof.url]).toEqual([2, [], server.url]);
  await expect(new Catalog({ url: gone, now: later(HOUR) }).verify()).rejects.toMatchObject({
    code: "NETWORK",
  });
  await open().find("less");
  await expect(open({ offline: true }).verify()).rejects.toMatchObject({
    code: "USAGE",
    message: expect.stringContaining("needs a mirror"),
  });
});

test("when nobody answers, what is kept does, and says why", async () => {
  const { server, open } = await serveCatalog();
  const { document } = await open().find("less");
  await server.close();
  const kept = await open().find("less");
  expect(kept.document).toEqual(document);
  expect(kept.proof).toMatchObject({ isStale: true, problem: expect.stringMatching(/^NETWORK /) });
  await expect(open().find("lessc")).rejects.toMatchObject({ code: "NETWORK" });
});
