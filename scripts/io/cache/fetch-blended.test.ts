import { expect, test } from "vitest";
import type { Change } from "../../model/override/override.ts";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import type { FetchSource } from "../source/sources.ts";
import { fetchBlended } from "./fetch-blended.ts";

const PIN = { integrity: `sha512-${"A".repeat(86)}==` };

/** Blends a source with these files under a change of the catalog, and keeps what was asked for. */
async function blendFiles(files: Record<string, string>, change: Change = {}) {
  const orders: unknown[] = [];
  const fetchSource: FetchSource = async (order, folder) => {
    orders.push(order);
    writeFiles(folder, files);
    return { pin: PIN, patched: [] };
  };
  const selection = {
    name: "foo",
    version: "1.0.0",
    catalog: "test",
    endpoint: "@npm:foo",
    pin: PIN,
    layers: [{ name: "catalog", change } as const],
  };
  return { ...(await fetchBlended(selection, makeFolder(), fetchSource)), orders };
}

test("the catalog's word counts more than the package's, and its patch is asked for", async () => {
  const patch = { url: "https://github.com/acme/foo/x.patch", sha256: "0".repeat(64) };
  const change = { license: "ISC", repository: { patch } };
  const blended = await blendFiles(
    { "pak.json": '{ "title": "Own", "license": "MIT", "files": 3 }' },
    change,
  );
  expect(blended).toMatchObject({
    patch,
    own: { title: "Own", license: "MIT" },
    manifest: { title: "Own", license: "ISC", origin: "@npm/foo" },
    warnings: [{ code: "OVERRIDE_TYPE", severity: "warning" }],
    orders: [{ name: "foo", patch }],
  });
});

test.each([
  [{ "pak.json": '{ "build": { "builder": "make" } }' }, { builder: "make" }],
  [
    { "package.json": '{ "build": "electron", "pak": { "build": { "builder": "npm" } } }' },
    { builder: "npm" },
  ],
  [{ "package.json": '{ "build": "electron" }' }, undefined],
  [{ "pak.json": "{", "package.json": '{ "pak": { "build": {} } }' }, {}],
  [{}, undefined],
])("%j says how it is built: %j", async (files, build) => {
  expect((await blendFiles(files as Record<string, string>)).build).toEqual(build);
});
