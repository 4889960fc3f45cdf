import { expect, test } from "vitest";
import { aRelease } from "../../test/catalog.ts";
import type { JsonObject } from "../json.ts";
import { dropDependencies, saveDependencies } from "./dependencies.ts";
import { parsePackageWord } from "./package-word.ts";

const choice = (name: string) =>
  [name, { name, release: aRelease("1.2.3"), dependencies: {}, askedBy: [] }] as const;
const RESOLVED = { choices: new Map([choice("a"), choice("b")]), aliases: new Map([["old", "a"]]) };

const save = (document: JsonObject, word: string, isOptional = false) =>
  saveDependencies(document, [parsePackageWord(word)!], RESOLVED, isOptional);

test.each<[string, JsonObject, string, JsonObject]>([
  ["what is compatible", {}, "a", { dependencies: { a: "^1.2.3" } }],
  ["what was typed", {}, "a#1.x", { dependencies: { a: "1.x" } }],
  ["one version", {}, "a@1.2.3", { dependencies: { a: "1.2.3" } }],
  ["the name behind an alias", {}, "old", { dependencies: { a: "^1.2.3" } }],
  ["the catalog that was chosen", {}, "npm:a", { dependencies: { "npm:a": "^1.2.3" } }],
  ["what stood there", { dependencies: { a: ">=1.0.0" } }, "a", { dependencies: { a: ">=1.0.0" } }],
  ["what was typed instead", { dependencies: { a: ">=1.0.0" } }, "a#~1", { dependencies: { a: "~1" } }],
  ["by name", { dependencies: { b: "*" } }, "a", { dependencies: { a: "^1.2.3", b: "*" } }],
  [
    "optional as it was",
    { optionalDependencies: { a: "*" } },
    "a#1.x",
    { optionalDependencies: { a: "1.x" } },
  ],
  ["nothing for what was not chosen", { name: "x" }, "c", { name: "x" }],
])("saves %s", (_, document, word, saved) => {
  expect(save(document, word)).toEqual(saved);
});

test("what becomes optional is moved", () => {
  expect(save({ dependencies: { a: "1.x", b: "*" } }, "a", true)).toEqual({
    dependencies: { b: "*" },
    optionalDependencies: { a: "1.x" },
  });
});

test("what is dropped is dropped everywhere, and nothing else", () => {
  const document = { name: "x", dependencies: { a: "*", b: "*" }, optionalDependencies: { "npm:a": "*" } };
  expect(dropDependencies(document, new Set(["a", "npm:a"]))).toEqual({
    name: "x",
    dependencies: { b: "*" },
    optionalDependencies: {},
  });
});
