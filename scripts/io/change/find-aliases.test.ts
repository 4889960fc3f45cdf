import { expect, test } from "vitest";
import { anEntry, catalogFiles } from "../../test/catalog.ts";
import { makeRepository, writeFiles } from "../../test/repository.ts";
import { findAliases } from "./find-aliases.ts";

function makeAliases(targets: Readonly<Record<string, string>>) {
  const repository = makeRepository();
  const entries = Object.entries(targets).map(([name, target]) => ({
    entry: anEntry({ name, endpoint: `@${target}` }),
  }));
  return { root: repository.root, commit: repository.commit(catalogFiles(...entries)) };
}

test("aliases that lead to a name are found over other aliases, four hops far", () => {
  const { root, commit } = makeAliases({ e: "d", d: "c", c: "b", b: "a", a: "jquery", other: "less" });
  expect(findAliases(root, commit, ["jquery"])).toEqual(["a", "b", "c", "d"]);
  expect(findAliases(root, commit, ["d", "less"])).toEqual(["e", "other"]);
});

test("only the very name counts, and only as an endpoint within this catalog", () => {
  const repository = makeRepository();
  const commit = repository.commit(
    catalogFiles(
      { entry: anEntry({ name: "jq", endpoint: "@jquery-ui" }) },
      { entry: anEntry({ name: "jqnpm", endpoint: "@npm:jquery" }) },
      { entry: anEntry({ name: "words", description: 'Of "endpoint": "@jquery" and more' }) },
    ),
  );
  expect(findAliases(repository.root, commit, ["jquery", "jquery.ui"])).toEqual([]);
});

test("a circle ends", () => {
  const { root, commit } = makeAliases({ a: "b", b: "a" });
  expect(findAliases(root, commit, ["a"])).toEqual(["a", "b"]);
});

test("the commit is searched, not the work tree", () => {
  const { root, commit } = makeAliases({ jq: "jquery" });
  writeFiles(root, {
    "catalog/jq/jq.json": undefined,
    ...catalogFiles({ entry: anEntry({ name: "new", endpoint: "@jquery" }) }),
  });
  expect(findAliases(root, commit, ["jquery"])).toEqual(["jq"]);
  expect(findAliases(root, commit, [])).toEqual([]);
});
