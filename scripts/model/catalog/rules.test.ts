import { expect, test } from "vitest";
import type { PackageFact } from "./fact.ts";
import { type CatalogView, checkAcross, checkAliasLives, targetOf } from "./rules.ts";

const KEY = "A".repeat(40);

function viewOf(facts: readonly PackageFact[], keys: readonly string[] = []): CatalogView {
  return { factOf: name => facts.find(fact => fact.name === name), hasKey: key => keys.includes(key) };
}

function checkFirst(...facts: [PackageFact, ...PackageFact[]]): unknown[] {
  return checkAcross(facts[0], viewOf(facts)).map(found => [found.code, found.file, found.pointer]);
}

test("an alias ends at a package, over other aliases too", () => {
  expect(checkFirst({ name: "jq", target: "jquery" }, { name: "jquery" })).toEqual([]);
  expect(
    checkFirst({ name: "j", target: "jq" }, { name: "jq", target: "jquery" }, { name: "jquery" }),
  ).toEqual([]);
  const place = ["catalog/jq/jq.json", ["endpoint"]];
  expect(checkFirst({ name: "jq", target: "jquery" })).toEqual([["ALIAS_TARGET_MISSING", ...place]]);
  expect(checkFirst({ name: "jq", target: "jq" })).toEqual([["ALIAS_CYCLE", ...place]]);
});

test("a retracted name anywhere on the way breaks an alias, unless it is retracted too", () => {
  const alias: PackageFact = { name: "a", target: "b" };
  const view = viewOf([alias, { name: "b", target: "c", isRetracted: true }, { name: "c" }]);
  expect(checkAliasLives(alias, view)).toMatchObject([
    { code: "ALIAS_RETRACTED", message: "the alias leads to b, which was retracted" },
  ]);
  expect(checkAliasLives({ ...alias, isRetracted: true }, view)).toEqual([]);
});

test("each owner's key that is not in the catalog is named", () => {
  const other = "B".repeat(40);
  const fact: PackageFact = { name: "less", keys: [KEY, other] };
  expect(checkAcross(fact, viewOf([fact], [KEY, other]))).toEqual([]);
  expect(checkAcross(fact, viewOf([fact], [KEY]))).toMatchObject([
    {
      code: "OWNER_KEY_MISSING",
      file: "catalog/le/less.json",
      expected: `the file catalog/keys/${other}.asc`,
    },
  ]);
});

test("a package leads nowhere, and a missing entry is something else", () => {
  expect(targetOf({ name: "jq", target: "jquery" })).toBe("jquery");
  expect(targetOf({ name: "jquery" })).toBeNull();
  expect(targetOf(undefined)).toBeUndefined();
});
