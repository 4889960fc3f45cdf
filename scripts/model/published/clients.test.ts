import { expect, test } from "vitest";
import { anEntry, aRelease } from "../../test/catalog.ts";
import { type ClientAddresses, listClientPaths, renderClientFiles } from "./clients.ts";

const ADDRESSES: ClientAddresses = {
  site: "https://example.org/",
  registries: { registry: "http://127.0.0.1:4873/", scopes: {} },
};
const JQUERY = { entry: anEntry({ name: "jquery" }), releases: [aRelease("3.7.1")] };
const LIBUV = {
  entry: anEntry({ name: "libuv", endpoint: "https://github.com/libuv/libuv.git" }),
  releases: [],
};
const ALIAS = { entry: anEntry({ name: "uv", endpoint: "@libuv" }), releases: [] };

const pathsOf = (...given: Parameters<typeof renderClientFiles>) =>
  renderClientFiles(...given).files.map(([path]) => path);

test("each client gets what it can use, at paths that are known beforehand", () => {
  expect(pathsOf(JQUERY, JQUERY, ADDRESSES)).toEqual(["pak/jquery.json", "npm/jquery/index.html"]);
  expect(pathsOf(LIBUV, LIBUV, ADDRESSES)).toEqual([
    "pak/libuv.json",
    "packages/libuv",
    "packages/search/libuv",
  ]);
  expect(listClientPaths("uv")).toEqual(expect.arrayContaining(pathsOf(ALIAS, LIBUV, ADDRESSES)));
  expect(pathsOf(JQUERY, JQUERY, { site: ADDRESSES.site })).toEqual(["pak/jquery.json"]);
});

test("an alias is Pak's to follow, and is followed for Bower", () => {
  const { files, lines } = renderClientFiles(ALIAS, LIBUV, ADDRESSES);
  const url = LIBUV.entry.endpoint;
  expect(files.map(([, text]) => JSON.parse(text))).toEqual([
    { endpoint: "@libuv" },
    { name: "uv", url },
    [{ name: "uv", url }],
  ]);
  expect(lines).toEqual({ pak: '{"name":"uv","endpoint":"@libuv"}', bower: `{"name":"uv","url":"${url}"}` });
});

test("a retracted name is none", () => {
  const retracted = { date: "2026-11-01", reason: "gone" };
  const gone = { ...LIBUV, entry: { ...LIBUV.entry, retracted } };
  expect(renderClientFiles(gone, gone, ADDRESSES)).toEqual({ files: [], lines: {} });
  expect(renderClientFiles(ALIAS, gone, ADDRESSES)).toEqual({ files: [], lines: {} });
});
