import { hash } from "node:crypto";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Selection } from "../../model/install/selection.ts";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import { keyOf, RECORD_FILE, readRecord, renderRecord } from "./record.ts";

const SELECTION: Selection = {
  name: "a",
  version: "1.0.0",
  catalog: "test",
  endpoint: "@npm:a",
  pin: { integrity: `sha512-${"A".repeat(86)}==` },
  layers: [{ name: "entry", change: { name: "a" } }],
};

describe("the key", () => {
  test.each<[string, Partial<Selection>]>([
    ["endpoint", { endpoint: "@npm:b" }],
    ["digest", { pin: { integrity: `sha512-${"B".repeat(86)}==` } }],
    ["commit", { pin: { tag: "v1", commit: "c".repeat(40) } }],
    ["layers", { layers: [...SELECTION.layers, { name: "user", change: { title: "T" } }] }],
    ["a layer's name", { layers: [{ name: "catalog", change: { name: "a" } }] }],
  ])("changes with the %s", (_, fields) => {
    expect(keyOf({ ...SELECTION, ...fields })).not.toBe(keyOf(SELECTION));
  });

  test("is the same with the digest of a commit's files, which proves and chooses nothing", () => {
    const pin = { tag: "v1", commit: "c".repeat(40) };
    const keys = [pin, { ...pin, tree: "h1:x" }].map(one => keyOf({ ...SELECTION, pin: one }));
    expect(keys[0]).toBe(keys[1]);
    expect(keys[0]).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe("a record", () => {
  const manifest = '{ "name": "a" }';
  const file = { path: "pak.json", sha256: hash("sha256", manifest), size: 15, isExecutable: false };
  const fields = {
    key: keyOf(SELECTION),
    pin: SELECTION.pin,
    own: { title: "A" },
    files: [file],
    warnings: [],
  };
  const write = (record: string, text = manifest) => {
    const folder = makeFolder();
    writeFiles(folder, { [RECORD_FILE]: record, "pak.json": text });
    return folder;
  };

  test("is read as it was written, with the manifest", () => {
    const folder = write(renderRecord(fields));
    expect(readRecord(folder, SELECTION)).toEqual({ folder, ...fields, manifest: { name: "a" } });
  });

  test.each<[string, string, string?]>([
    ["of another format", JSON.stringify({ ...JSON.parse(renderRecord(fields)), format: 0 })],
    ["of another selection", renderRecord({ ...fields, key: "0" })],
    ["that is damaged", renderRecord(fields).slice(1)],
    ["that is empty", ""],
    ["of nothing", "null"],
    ["without files", JSON.stringify({ ...JSON.parse(renderRecord(fields)), files: undefined })],
    ["beside another pak.json", renderRecord(fields), '{ "name": "b" }'],
    ["that leads elsewhere", renderRecord({ ...fields, files: [file, { ...file, path: "../pak.json" }] })],
    ["that vouches for no pak.json", renderRecord({ ...fields, files: [] })],
  ])("%s is not used", (_, record, text) => {
    expect(readRecord(write(record, text), SELECTION)).toBeUndefined();
  });

  test("of a commit is used for its files alone, where their digest is known", () => {
    const pinOf = (tree?: string) => ({ tag: "v1", commit: "c".repeat(40), ...(tree && { tree }) });
    const selectionOf = (tree?: string) => ({ ...SELECTION, pin: pinOf(tree) });
    const folder = write(renderRecord({ ...fields, key: keyOf(selectionOf()), pin: pinOf("h1:a") }));
    const isUsed = (tree?: string) => readRecord(folder, selectionOf(tree)) !== undefined;
    expect([isUsed(), isUsed("h1:a"), isUsed("h1:b")]).toEqual([true, true, false]);
  });

  test("that is not there is none", () => {
    expect(readRecord(join(makeFolder(), "nothing"), SELECTION)).toBeUndefined();
  });
});
