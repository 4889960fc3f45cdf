import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { buildSearchFiles } from "../../model/search/build.ts";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import { NOON } from "../../test/world.ts";
import { startServer } from "../site/static-server.ts";
import { openMirror } from "./mirror.ts";
import { openReader } from "./reader.ts";
import { findNames } from "./shards.ts";
import { openMemoryStore } from "./store.ts";

const record = (name: string, description: string) => ({ name, description, endpoint: `@npm:${name}` });

async function serveIndex() {
  const folder = makeFolder();
  const records = [
    record("less", "Style sheets that compile to css"),
    record("css", "Reads style sheets"),
    record("css-what", "Reads selectors"),
  ];
  writeFiles(folder, Object.fromEntries(buildSearchFiles(records)));
  const server = await startServer({ folder, port: 0 });
  onTestFinished(() => server.close());
  const store = openMemoryStore();
  return { folder, store, reader: openReader(openMirror(server.url, fetch), store, NOON) };
}

test("names come best first, and no more than were asked for", async () => {
  const { reader, store } = await serveIndex();
  expect(await findNames(reader, store, "CSS", 10)).toEqual(["css", "css-what", "less"]);
  expect(await findNames(reader, store, "CSS", 2)).toEqual(["css", "css-what"]);
});

test("a word that no shard has matches nothing, and neither does no word", async () => {
  const { reader, store } = await serveIndex();
  expect(await findNames(reader, store, "css zebra", 10)).toEqual([]);
  expect(await findNames(reader, store, " ", 10)).toEqual([]);
});

test("without a mirror the shards of earlier searches answer", async () => {
  const { reader, store } = await serveIndex();
  await findNames(reader, store, "style", 10);
  expect(await findNames(undefined, store, "style", 10)).toEqual(["css", "less"]);
  expect(await findNames(undefined, store, "selectors", 10)).toEqual([]);
});

test("an error of the mirror is told, not taken for an index without such words", async () => {
  const { folder, reader, store } = await serveIndex();
  writeFiles(join(folder, "api/v1/search/tokens/ze.json"), { "index.html": "" });
  await expect(findNames(reader, store, "zebra", 10)).rejects.toMatchObject({ code: "ENTRY_FETCH" });
});
