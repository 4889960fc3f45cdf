import { join } from "node:path";
import { expect, test } from "vitest";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import { findPackageCache, readConfiguredCatalogs, readUserSettings } from "./user-settings.ts";

const withSettings = (settings: object | string) => {
  const home = makeFolder();
  const text = typeof settings === "string" ? settings : JSON.stringify(settings);
  writeFiles(home, { "settings.json": text });
  return { home, environment: {} };
};

test("the flag goes before the environment, that before the settings, those before this computer", () => {
  const empty = { home: makeFolder(), environment: {} };
  const urls = (given: Parameters<typeof readConfiguredCatalogs>[0]) =>
    readConfiguredCatalogs(given).map(source => (source.kind === "npm" ? "npm" : source.url));
  expect(urls(empty)).toEqual(["http://localhost:8080/"]);
  const configured = withSettings({ catalogs: [{ url: "https://a.example" }, { kind: "npm" }] });
  expect(urls(configured)).toEqual(["https://a.example/", "npm"]);
  const environment = { PAK_CATALOG: "https://b.example/x" };
  expect(urls({ ...configured, environment })).toEqual(["https://b.example/x/"]);
  expect(urls({ ...configured, environment, catalog: "https://c.example" })).toEqual(["https://c.example/"]);
});

test("--mirror belongs to the catalog that is asked first", () => {
  const places = withSettings({ catalogs: [{ url: "https://a.example" }, { url: "https://b.example" }] });
  expect(readConfiguredCatalogs({ ...places, mirrors: ["https://m.example"] })).toMatchObject([
    { mirrors: ["https://m.example/"] },
    { mirrors: [] },
  ]);
});

test("a setting of the wrong shape is told by its place", () => {
  const read = (settings: object | string) => () => readUserSettings(withSettings(settings));
  expect(read("{")).toThrow(/can't be read/);
  expect(read("[]")).toThrow(/no object/);
  expect(read({ catalogs: [{ url: "https://a.example" }, { kind: "cvs" }] })).toThrow(/catalogs\[1\]/);
  expect(read({ catalogs: {} })).toThrow(/catalogs is not a list/);
  expect(read({ replace: { "https://github.com/": 1 } })).toThrow(/replace/);
  expect(read({ cache: 1 })).toThrow(/cache/);
  for (const registry of ["ghcr.io", "ghcr.io/a:1", 1]) expect(read({ registry })).toThrow(/registry/);
  for (const user of ["", "a:b", "a b", 1]) expect(read({ user })).toThrow(/user/);
  for (const tag of ["", "a/b", 1]) expect(read({ tag })).toThrow(/tag/);
  const right = { registry: "ghcr.io/acme", user: "octocat", tag: "latest" };
  expect(readUserSettings(withSettings(right))).toMatchObject(right);
  const bad = { home: makeFolder(), environment: {}, catalog: "file:///etc" };
  expect(() => readConfiguredCatalogs(bad)).toThrow(/no address/);
});

test("the cache is where the setting says, else in a PAK_HOME that was named, else at home", () => {
  const places = { home: makeFolder(), environment: {} };
  expect(findPackageCache(places)).toMatch(/\.paks$/);
  expect(findPackageCache({ ...places, environment: { PAK_HOME: places.home } })).toBe(
    join(places.home, "paks"),
  );
  expect(findPackageCache(withSettings({ cache: "/tmp/x" }))).toBe("/tmp/x");
});

test("a catalog that is named by its address keeps its pin and its mirrors", () => {
  const source = { url: "https://a.example/", mirrors: ["https://m.example/"], root: "A".repeat(40) };
  const places = withSettings({ catalogs: [{ url: "https://b.example/" }, source] });
  const pinned = { rootFingerprint: "A".repeat(40), mirrors: ["https://m.example/"] };
  expect(readConfiguredCatalogs({ ...places, catalog: "https://a.example" })).toMatchObject([pinned]);
  const environment = { PAK_CATALOG: "https://a.example" };
  expect(readConfiguredCatalogs({ ...places, environment })).toMatchObject([pinned]);
  expect(readConfiguredCatalogs({ ...places, environment: { PAK_CATALOG: "" } })).toHaveLength(2);
});

test.each([
  [{ url: "https://a.example/", root: 7 }, /root is no fingerprint/],
  [{ url: "https://a.example/", root: "abc" }, /root is no fingerprint/],
  [{ url: "https://a.example/", rootFingerprint: "A".repeat(40) }, /does not know/],
])("a pin that would not be heeded is refused: %j", (catalog, message) => {
  expect(() => readUserSettings(withSettings({ catalogs: [catalog] }))).toThrow(message);
});
