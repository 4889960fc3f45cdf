import { expect, test } from "vitest";
import { makeFact } from "../../model/catalog/fact.ts";
import { keyPath } from "../../model/name/paths.ts";
import { anEntry, catalogFiles, settingsFile } from "../../test/catalog.ts";
import { makeRepository } from "../../test/repository.ts";
import { findBrokenAliases, findKeyless } from "./shaken.ts";

const KEY = "A".repeat(40);
const less = anEntry({ name: "less" });
const alias = anEntry({ name: "my-less", endpoint: "@less" });
const owned = anEntry({ name: "owned", owners: [{ email: "o@example.org", key: KEY }] });

function makeCatalog() {
  const repository = makeRepository();
  const head = repository.commit({
    ...settingsFile(),
    ...Object.assign({}, ...[less, alias, owned].map(entry => catalogFiles({ entry }))),
  });
  return { root: repository.root, head };
}

test("aliases elsewhere are looked at when their target goes, retracts or leads on, and for nothing else", () => {
  const { root, head } = makeCatalog();
  const find = (now: typeof less | undefined, names = ["less"]) =>
    findBrokenAliases(
      root,
      head,
      names,
      new Map([["less", less]]),
      new Map(now === undefined ? [] : [["less", makeFact(now)]]),
    );
  const retracted = { date: "2026-11-01", reason: "gone" };
  for (const now of [undefined, { ...less, retracted }, { ...less, endpoint: "@owned" }])
    expect(find(now)).toEqual(["my-less"]);
  expect(find({ ...less, description: "Better" })).toEqual([]);
  expect(find(undefined, ["less", "my-less"])).toEqual([]);
});

test("entries that name a key are looked at when its file goes", () => {
  const { root, head } = makeCatalog();
  const change = { path: keyPath(KEY), mode: "100644", id: "0".repeat(40) };
  expect(findKeyless(root, head, [{ ...change, status: "deleted" }])).toEqual(["owned"]);
  expect(findKeyless(root, head, [{ ...change, status: "modified" }])).toEqual([]);
});
