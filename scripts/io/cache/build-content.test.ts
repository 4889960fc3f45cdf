import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Pin, Selection } from "../../model/install/selection.ts";
import type { JsonObject } from "../../model/json.ts";
import type { Layer } from "../../model/manifest/layers.ts";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import type { SourceOrder } from "../source/sources.ts";
import { buildContent } from "./build-content.ts";
import { RECORD_FILE } from "./record.ts";

const PIN: Pin = { integrity: `sha512-${"A".repeat(86)}==` };

/** Builds a package of these files; `catalog` is what the catalog's override says. */
async function build(
  files: Readonly<Record<string, string>>,
  catalog: JsonObject = {},
  fetched: { pin?: Pin; patched?: readonly string[] } = {},
) {
  const layers: Layer[] = [
    { name: "entry", change: { name: "a", description: "Ours" } },
    { name: "release", change: { version: "1.0.0" } },
    { name: "catalog", change: catalog },
  ];
  const endpoint = "@npm:a";
  const selection: Selection = { name: "a", version: "1.0.0", catalog: "test", endpoint, pin: PIN, layers };
  const orders: SourceOrder[] = [];
  const scratch = makeFolder();
  const folder = await buildContent(selection, scratch, async (order, source) => {
    orders.push(order);
    writeFiles(source, files);
    return { pin: PIN, patched: [], ...fetched };
  });
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(item => item.isFile())
    .map(item => join(item.parentPath, item.name).slice(folder.length + 1))
    .sort();
  return {
    folder,
    orders,
    paths: paths.filter(path => path !== RECORD_FILE && path !== "pak.json"),
    manifest: JSON.parse(readFileSync(join(folder, "pak.json"), "utf8")) as JsonObject,
    record: JSON.parse(readFileSync(join(folder, RECORD_FILE), "utf8")),
  };
}

const ALL = { "a.js": "a", "src/b.js": "b", "test/t.js": "t", README: "r", LICENSE: "l" };

test.each<[string, JsonObject, string[]]>([
  ["nothing", {}, ["LICENSE", "README", "a.js", "src/b.js", "test/t.js"]],
  ["files", { files: ["src"] }, ["LICENSE", "README", "src/b.js"]],
  ["ignore", { ignore: ["test/**"] }, ["LICENSE", "README", "a.js", "src/b.js"]],
  ["both", { files: ["*", "src"], ignore: ["src"] }, ["LICENSE", "README", "a.js"]],
])("%s of the manifest chooses what stays", async (_, catalog, expected) => {
  const { paths, record } = await build(ALL, catalog);
  expect(paths).toEqual(expected);
  expect(record.files.map(({ path }: { path: string }) => path).sort()).toEqual(
    [...expected, "pak.json"].sort(),
  );
  expect(record.warnings).toEqual([]);
});

test("what a patch wrote stays, whatever files and ignore say; the patch is ordered with the source", async () => {
  const patch = { url: "https://example.org/a.diff", sha256: "0".repeat(64) };
  const catalog = { repository: { patch }, files: ["a.js"], ignore: ["patched/**"] };
  const { paths, orders } = await build({ ...ALL, "patched/c.js": "c" }, catalog, {
    patched: ["patched/c.js"],
  });
  expect(paths).toEqual(["LICENSE", "README", "a.js", "patched/c.js"]);
  expect(orders).toEqual([{ name: "a", version: "1.0.0", endpoint: "@npm:a", pin: PIN, patch }]);
});

test("pak.json has every layer blended in order, and says where the package comes from", async () => {
  const own = {
    name: "evil",
    version: "9.0.0",
    description: "Theirs",
    title: "T",
    scripts: { install: "x" },
  };
  const built = await build(
    { "pak.json": JSON.stringify({ ...own, dependencies: { x: "*" } }) },
    { "+title": "U" },
  );
  expect(built.manifest).toEqual({
    name: "a",
    version: "1.0.0",
    title: "T U",
    description: "Ours",
    origin: "@npm/a",
  });
  expect(built.record.own).toEqual({ description: "Theirs", title: "T" });
});

test("the record has each file's digest, bytes and mode, and the pin that the source came back with", async () => {
  const pin = { tag: "v1", commit: "c".repeat(40), tree: `h1:${"A".repeat(43)}=` };
  const built = await build({ "a.js": "abc", [RECORD_FILE]: "{}" }, {}, { pin });
  expect(built.paths).toEqual(["a.js"]);
  expect(built.record.pin).toEqual(pin);
  expect(built.record.files).toEqual([
    {
      path: "a.js",
      sha256: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
      size: 3,
      isExecutable: false,
    },
    {
      path: "pak.json",
      sha256: expect.any(String),
      size: statSync(join(built.folder, "pak.json")).size,
      isExecutable: false,
    },
  ]);
});

test.each<[string, Record<string, string>, JsonObject, string, RegExp]>([
  ["a pak.json that can't be read", { "pak.json": "{" }, {}, "MANIFEST_SYNTAX", /^pak\.json:1 is no JSON/],
  [
    "a package.json that can't be read",
    { "package.json": "[]" },
    {},
    "MANIFEST_SYNTAX",
    /^package\.json is no object/,
  ],
  ["files that select none", { "a.js": "a" }, { files: ["dist"] }, "FILES_NONE", /\["dist"\]/],
])("%s is a warning, and the rest is built", async (_, files, catalog, code, message) => {
  const { record, manifest } = await build(files, catalog);
  expect(record.warnings).toMatchObject([
    { code, severity: "warning", message: expect.stringMatching(message) },
  ]);
  expect(manifest.name).toBe("a");
});

test("a pak.json in the original's lenient spelling counts", async () => {
  const { manifest, record } = await build({ "pak.json": "{ title: 'T', /* why */ }" });
  expect([manifest.title, record.warnings]).toEqual(["T", []]);
});
