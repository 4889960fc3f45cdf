import { expect, test } from "vitest";
import { anEntry, aRelease, catalogFiles } from "../../test/catalog.ts";
import { makeRepository, type Repository } from "../../test/repository.ts";
import { readHistory } from "../git/history.ts";
import { MOST_CHANGES, readChanges } from "./changes.ts";

const LESS = { entry: anEntry({ name: "less" }), releases: [aRelease("1.0.0")] };
const changesOf = ({ root }: Repository) => readChanges(root, readHistory(root, "HEAD", ["catalog"]));

/** What is told of a second commit. */
function tellChange(files: Readonly<Record<string, string | undefined>>, before = catalogFiles(LESS)) {
  const repository = makeRepository();
  repository.commit(before);
  repository.commit(files, "2026-11-02T00:00:00Z");
  const [newest] = readChanges(repository.root, readHistory(repository.root, "HEAD").slice(0, 1));
  return newest;
}

test("of what one commit did to a name the most telling is told", () => {
  const date = "2026-11-02T00:00:00Z";
  const entry = { ...LESS.entry, description: "Another" };
  const releases = [...LESS.releases, aRelease("0.9.0")];
  const retracted = { date: "2026-11-02", reason: "gone" };
  expect(tellChange(catalogFiles({ entry }))).toEqual({ date, name: "less", kind: "changed" });
  expect(tellChange(catalogFiles({ entry, releases }))).toEqual({
    date,
    name: "less",
    kind: "released",
    version: "0.9.0",
  });
  const withdrawn = catalogFiles({ entry: { ...entry, retracted }, releases });
  expect(tellChange(withdrawn)?.kind).toBe("retracted");
  expect(tellChange(catalogFiles({ entry: { ...LESS.entry, retracted } }), withdrawn)?.kind).toBe("changed");
  expect(tellChange({ "overrides/less.json": "{}" })?.kind).toBe("changed");
});

test("a releases file of a wrong shape in history is only a change", () => {
  const before = { ...catalogFiles(LESS), "catalog/releases/le/less.json": '{"releases":{}}' };
  expect(tellChange(catalogFiles(LESS), before)).toMatchObject({ kind: "released", version: "1.0.0" });
  expect(tellChange({ "catalog/releases/le/less.json": '{"releases":[null]}' })?.kind).toBe("changed");
});

test("many deletions of one commit leave room for what it adds", () => {
  const repository = makeRepository();
  const gone = Array.from({ length: MOST_CHANGES }, (_, at) => ({
    entry: anEntry({ name: `a${100 + at}` }),
  }));
  repository.commit(catalogFiles(...gone));
  const deleted = Object.fromEntries(Object.keys(catalogFiles(...gone)).map(path => [path, undefined]));
  repository.commit(
    { ...deleted, ...catalogFiles({ entry: anEntry({ name: "zzz" }) }) },
    "2026-11-02T00:00:00Z",
  );
  expect(changesOf(repository)[0]).toMatchObject({ name: "zzz", kind: "added" });
});

test("a deletion, an owner's key and files beside the catalog are not told", () => {
  expect(
    tellChange({
      "catalog/le/less.json": undefined,
      "catalog/releases/le/less.json": undefined,
      [`catalog/keys/${"A".repeat(40)}.asc`]: "key",
      "README.md": "text",
    }),
  ).toBeUndefined();
});

test("what was no JSON once counts as absent", () => {
  const repository = makeRepository();
  repository.commit({ "catalog/le/less.json": "{", "catalog/releases/le/less.json": "<<<<<<<" });
  repository.commit(catalogFiles(LESS), "2026-11-02T00:00:00Z");
  expect(changesOf(repository).map(({ kind, version }) => [kind, version])).toEqual([
    ["released", "1.0.0"],
    ["added", undefined],
  ]);
});

test("no more than a hundred are told, the newest and of those the first by name", () => {
  const repository = makeRepository();
  const names = Array.from({ length: MOST_CHANGES }, (_, at) => `n${1000 + at}`);
  repository.commit(catalogFiles(...names.map(name => ({ entry: anEntry({ name }) }))));
  repository.commit(catalogFiles(LESS), "2026-11-02T00:00:00Z");
  const told = changesOf(repository).map(change => change.name);
  expect(told).toEqual(["less", ...names.slice(0, -1)]);
});
