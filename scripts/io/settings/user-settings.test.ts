import { join } from "node:path";
import { expect, test } from "vitest";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import { chooseCatalogs, findPackageCache, readUserSettings, type UserPlaces } from "./user-settings.ts";

const withSettings = (settings: object | string) => {
  const home = makeFolder();
  const text = typeof settings === "string" ? settings : JSON.stringify(settings);
  writeFiles(home, { "settings.json": text });
  return { home, environment: {} };
};

/** The catalogs of the settings that lie in a home, as a command chooses them. */
const choose = (given: UserPlaces & { catalog?: string; mirrors?: readonly string[] }) =>
  chooseCatalogs(readUserSettings(given), given);

const find = (places: UserPlaces) => findPackageCache(readUserSettings(places), places);

test("the flag goes before the environment, that before the settings, those before this computer", () => {
  const empty = { home: makeFolder(), environment: {} };
  const urls = (given: Parameters<typeof choose>[0]) =>
    choose(given).map(source => (source.kind === "npm" ? "npm" : source.url));
  expect(urls(empty)).toEqual(["http://localhost:8080/"]);
  const configured = withSettings({ catalogs: [{ url: "https://a.example" }, { kind: "npm" }] });
  expect(urls(configured)).toEqual(["https://a.example/", "npm"]);
  const environment = { PAK_CATALOG: "https://b.example/x" };
  expect(urls({ ...configured, environment })).toEqual(["https://b.example/x/"]);
  expect(urls({ ...configured, environment, catalog: "https://c.example" })).toEqual(["https://c.example/"]);
});

test("--mirror belongs to the catalog that is asked first", () => {
  const places = withSettings({ catalogs: [{ url: "https://a.example" }, { url: "https://b.example" }] });
  expect(choose({ ...places, mirrors: ["https://m.example"] })).toMatchObject([
    { mirrors: ["https://m.example/"] },
    { mirrors: [] },
  ]);
});

test("what is wrong is told by its place", () => {
  const read = (settings: object | string) => () => readUserSettings(withSettings(settings));
  expect(read("{")).toThrow(/settings\.json:1:2: /);
  expect(read("[]")).toThrow(/not an object/);
  expect(read('{\n  "tga": "x",\n  "cooldown": -1\n}')).toThrow(/:2:3: there is no setting tga, and 1 more$/);
  expect(read({ catalogs: [{ url: "https://a.example" }, { kind: "cvs" }] })).toThrow(/catalogs\.1\.kind/);
  expect(() => choose({ home: makeFolder(), environment: {}, catalog: "file:///etc" })).toThrow(/no address/);
});

test("a folder in the file's place is no settings", () => {
  const home = makeFolder();
  writeFiles(home, { "settings.json/x": "" });
  expect(readUserSettings({ home })).toEqual({ catalogs: [], replace: {} });
});

test("what a person says is told as it is, but for its catalogs", () => {
  const said = { name: "Me", email: "me@example.org", user: "me", registry: "ghcr.io/me", olderThan: "7d" };
  expect(readUserSettings(withSettings({ $schema: "x", ...said }))).toEqual({
    ...said,
    catalogs: [],
    replace: {},
  });
});

test("the cache is where the setting says, else in a PAK_HOME that was named, else at home", () => {
  const places = { home: makeFolder(), environment: {} };
  expect(find(places)).toMatch(/\.paks$/);
  expect(find({ ...places, environment: { PAK_HOME: places.home } })).toBe(join(places.home, "paks"));
  expect(find(withSettings({ cache: "/tmp/x" }))).toBe("/tmp/x");
});

test("a catalog that is named by its address keeps its pin and its mirrors", () => {
  const source = { url: "https://a.example/", mirrors: ["https://m.example/"], root: "A".repeat(40) };
  const places = withSettings({ catalogs: [{ url: "https://b.example/" }, source] });
  const pinned = { rootFingerprint: "A".repeat(40), mirrors: ["https://m.example/"] };
  expect(choose({ ...places, catalog: "https://a.example" })).toMatchObject([pinned]);
  const environment = { PAK_CATALOG: "https://a.example" };
  expect(choose({ ...places, environment })).toMatchObject([pinned]);
  expect(choose({ ...places, environment: { PAK_CATALOG: "" } })).toHaveLength(2);
});
