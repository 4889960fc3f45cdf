import { expect, test } from "vitest";
import { openMemoryStore } from "./store.ts";

test("what was written last is read, and what never was is not there", async () => {
  const store = openMemoryStore();
  await store.write("trust/a.json", "old");
  await store.write("trust/a.json", "new");
  expect(await store.read("trust/a.json")).toBe("new");
  expect(await store.read("trust")).toBeUndefined();
  expect(await store.read("constructor")).toBeUndefined();
});

test("an empty file is kept as one, and no other store sees it", async () => {
  const store = openMemoryStore();
  await store.write("empty", "");
  expect(await store.read("empty")).toBe("");
  expect(await openMemoryStore().read("empty")).toBeUndefined();
});
