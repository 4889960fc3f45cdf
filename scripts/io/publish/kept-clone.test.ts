import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeFolder } from "../../test/repository.ts";
import { isAddress, openKeptClone } from "./kept-clone.ts";

test("an address is told from a folder", () => {
  expect(["https://github.com/a/b", "ext::sh", "ssh://x/y"].map(isAddress)).toEqual([true, false, true]);
  expect(["../catalog", "/srv/catalog", "C:\\catalog", "catalog"].some(isAddress)).toBe(false);
});

test.each([
  "ssh://git@github.com/a/b",
  "http://example.org/a/b",
  "file:///srv/a",
  "https://github.com/a/--b;x",
])("%s is cloned by nobody", url => {
  const home = makeFolder();
  expect(() => openKeptClone(home, url)).toThrow(expect.objectContaining({ code: "USAGE" }));
  expect(readdirSync(home)).toEqual([]);
});

test("what can't be cloned leaves nothing", () => {
  const home = makeFolder();
  expect(() => openKeptClone(home, "http://127.0.0.1:9/a/b.git")).toThrow(
    expect.objectContaining({ code: "NETWORK" }),
  );
  expect(readdirSync(join(home, "clones"))).toEqual([]);
});
