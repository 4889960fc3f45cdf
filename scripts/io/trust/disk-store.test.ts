import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { makeFolder } from "../../test/repository.ts";
import { openDiskStore } from "./disk-store.ts";

const URL = "https://example.org/catalog/";

test("what was written is there for the next program, byte for byte", async () => {
  const home = makeFolder();
  const text = "\u{feff}ünïcode 🗝\r\n";
  await openDiskStore(home, URL).write("packages/less.json", "old");
  await openDiskStore(home, URL).write("packages/less.json", text);
  expect(await openDiskStore(home, URL).read("packages/less.json")).toBe(text);
});

test("catalogs never share what they keep", async () => {
  const home = makeFolder();
  await openDiskStore(home, URL).write("root.json", "{}");
  expect(await openDiskStore(home, "https://example.org/other/").read("root.json")).toBeUndefined();
  expect(await openDiskStore(makeFolder(), URL).read("root.json")).toBeUndefined();
});

test("no key leads out of the store", async () => {
  const home = makeFolder();
  const store = openDiskStore(home, URL);
  for (const path of [
    "../x",
    "trust/keys/../../../x.asc",
    "/x",
    "a//b",
    "a\\b",
    "C:x",
    ".x",
    "a\n",
    "",
    "x/",
  ]) {
    await expect(store.write(path, "{}"), path).rejects.toThrow("is no key of a store");
    await expect(store.read(path), path).rejects.toThrow("is no key of a store");
  }
  expect(readdirSync(home)).toEqual([]);
  await store.write("search/__.json", "{}");
  expect(await store.read("search/__.json")).toBe("{}");
});

test("only what is missing counts as not kept, and a refused write is told", async () => {
  const store = openDiskStore(makeFolder(), URL);
  await store.write("packages/less.json", "{}");
  await expect(store.read("packages")).rejects.toMatchObject({ code: "EISDIR" });
  await expect(store.write("packages", "{}")).rejects.toMatchObject({ code: "WRITE" });
  expect(await store.read("packages/less.json")).toBe("{}");
});
