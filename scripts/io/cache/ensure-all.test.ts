import { expect, test } from "vitest";
import type { Selection } from "../../model/install/selection.ts";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import type { FetchSource } from "../source/sources.ts";
import { ensureAll } from "./ensure-all.ts";
import { openPackageCache } from "./package-cache.ts";

const anItem = (name: string): { selection: Selection; mark: string } => ({
  selection: {
    name,
    version: "1.0.0",
    catalog: "test",
    endpoint: `@npm:${name}`,
    pin: { integrity: `sha512-${"A".repeat(86)}==` },
    layers: [{ name: "entry", change: { name } }],
  },
  mark: name.toUpperCase(),
});

const ITEMS = ["c", "a", "b"].map(anItem);

const writeSource: FetchSource = async ({ pin }, folder) => {
  writeFiles(folder, { "x.js": "" });
  return { pin, patched: [] };
};

test("packages come back with what was asked for, in its order, and their number is told", async () => {
  const told: string[] = [];
  const found = await ensureAll(openPackageCache(makeFolder(), writeSource), ITEMS, (done, all) =>
    told.push(`${done}/${all}`),
  );
  expect(found.map(({ mark, cached }) => [mark, cached.manifest.name])).toEqual([
    ["C", "c"],
    ["A", "a"],
    ["B", "b"],
  ]);
  expect(told).toEqual(["1/3", "2/3", "3/3"]);
});

test("one that can't be had fails them all", async () => {
  const cache = openPackageCache(makeFolder(), (source, folder) =>
    source.endpoint === "@npm:a" ? Promise.reject(new Error("away")) : writeSource(source, folder),
  );
  await expect(ensureAll(cache, ITEMS, () => undefined)).rejects.toThrow("away");
});
