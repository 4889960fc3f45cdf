import { hash } from "node:crypto";
import { expect, onTestFinished, test } from "vitest";
import { buildPackageDocument } from "../../model/published/build.ts";
import { packagePath } from "../../model/published/paths.ts";
import { type IndexFile, SPEC } from "../../model/trust/trust.ts";
import { anEntry } from "../../test/catalog.ts";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import { NOON } from "../../test/world.ts";
import { buildBin } from "../publication/trust-files.ts";
import { startServer } from "../site/static-server.ts";
import { fetchEarlyPackage, followAliases, hasKept, readPackage } from "./lookup.ts";
import { openMirror } from "./mirror.ts";
import { openReader } from "./reader.ts";
import { openMemoryStore } from "./store.ts";

const LESS = JSON.stringify(buildPackageDocument({ entry: anEntry({ name: "less" }), releases: [] }));

/** Serves packages, name to text, in one bin of an index. */
async function servePackages(texts: Record<string, string>) {
  const folder = makeFolder();
  const entries = Object.entries(texts);
  const bin = buildBin(
    "",
    Object.fromEntries(
      entries.map(([name, text]) => [
        name,
        { sha256: hash("sha256", text), length: Buffer.byteLength(text) },
      ]),
    ),
  );
  writeFiles(folder, { [bin.path]: bin.text });
  for (const [name, text] of entries) writeFiles(folder, { [packagePath(name)]: text });
  const server = await startServer({ folder, port: 0 });
  onTestFinished(() => server.close());
  const asked: string[] = [];
  const fetcher: typeof fetch = (input, init) => {
    asked.push(String(input).slice(server.url.length));
    return fetch(input, init);
  };
  const store = openMemoryStore();
  const index: IndexFile = {
    type: "index",
    spec: SPEC,
    catalog: "test",
    version: 4,
    issued: "2026-11-21T12:00:00Z",
    expires: "2027-02-19T12:00:00Z",
    commit: "0".repeat(40),
    prefix: 0,
    bins: { "": bin.digest },
  };
  return {
    bin,
    asked,
    given: { reader: openReader(openMirror(server.url, fetcher), store, NOON), store, index },
  };
}

test("a package is asked for once, early or not, and later comes from the store", async () => {
  const { bin, asked, given } = await servePackages({ less: LESS });
  expect(await hasKept(given.store, "less")).toBe(false);
  const early = fetchEarlyPackage(given.reader, "less");
  const document = await readPackage({ ...given, name: "less", early });
  expect(document).toEqual(JSON.parse(LESS));
  expect(asked.sort()).toEqual([packagePath("less"), bin.path].sort());
  expect(await hasKept(given.store, "less")).toBe(true);
  expect(await readPackage({ ...given, name: "less", reader: undefined })).toEqual(document);
});

test("the index proves that a name is absent; what is only not kept is no such proof", async () => {
  const { given } = await servePackages({ less: LESS });
  await expect(readPackage({ ...given, name: "jquery" })).rejects.toMatchObject({
    code: "NOT_FOUND",
    message: "jquery is not in the catalog test (proved by index 4)",
  });
  const offline = { ...given, name: "less", reader: undefined };
  await expect(readPackage(offline)).rejects.toMatchObject({ code: "ENTRY_FETCH" });
  const empty = { ...offline, store: openMemoryStore() };
  await expect(readPackage(empty)).rejects.toMatchObject({ code: "BIN_FETCH" });
});

test("kept bytes that are not those that were signed are fetched anew", async () => {
  const { given } = await servePackages({ less: LESS });
  await given.store.write("packages/less.json", LESS.replace("About", "Above"));
  await given.store.write("bins/all.json", "{}");
  expect((await readPackage({ ...given, name: "less" })).entry.description).toBe("About less");
  expect(await given.store.read("packages/less.json")).toBe(LESS);
});

test("an alias is followed to its end, and one that ends nowhere is told", async () => {
  const documents = new Map(
    Object.entries({ a: "@b", b: "@npm:b", c: "@d", d: "@c" }).map(([name, endpoint]) => [
      name,
      buildPackageDocument({ entry: anEntry({ name, endpoint }), releases: [] }),
    ]),
  );
  const follow = (name: string) => followAliases(documents.get(name)!, async other => documents.get(other)!);
  expect(await follow("a")).toEqual({ hops: ["b"], resolved: documents.get("b") });
  expect(await follow("b")).toEqual({ hops: [], resolved: documents.get("b") });
  await expect(follow("c")).rejects.toMatchObject({ code: "NOT_FOUND", message: "the alias c ends nowhere" });
});

test("signed bytes that are another package, or none, are refused and not kept", async () => {
  const { given } = await servePackages({ jquery: LESS, empty: '{"name":"empty"}', text: "no JSON" });
  const read = (name: string) => readPackage({ ...given, name });
  await expect(read("jquery")).rejects.toMatchObject({ code: "ENTRY_NAME" });
  await expect(read("empty")).rejects.toMatchObject({ code: "ENTRY_SCHEMA" });
  await expect(read("text")).rejects.toMatchObject({ code: "ENTRY_SYNTAX" });
  const kept = await Promise.all(["jquery", "empty", "text"].map(name => hasKept(given.store, name)));
  expect(kept).toEqual([false, false, false]);
});
