import { expect, test } from "vitest";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import { readCatalogSource } from "./settings.ts";

test("the flag goes before the environment, that before the settings, those before this computer", () => {
  const home = makeFolder();
  const read = (given = {}) => readCatalogSource({ home, environment: {}, ...given }).url;
  expect(read()).toBe("http://localhost:8080/");
  writeFiles(home, { "settings.json": '{ "catalogs": [{ "url": "https://a.example" }] }' });
  expect(read()).toBe("https://a.example/");
  expect(read({ environment: { PAK_CATALOG: "https://b.example/x" } })).toBe("https://b.example/x/");
  expect(read({ environment: { PAK_CATALOG: "https://b.example" }, catalog: "https://c.example" })).toBe(
    "https://c.example/",
  );
});

test("what is no address is refused with a way out", () => {
  const home = makeFolder();
  expect(() => readCatalogSource({ home, environment: {}, catalog: "file:///etc" })).toThrow(/no address/);
  writeFiles(home, { "settings.json": "{" });
  expect(() => readCatalogSource({ home, environment: {} })).toThrow(/can't be read/);
});
