import { expect, test } from "vitest";
import { blendLayers, explainLayers, type Layer } from "./layers.ts";

const layer = (name: Layer["name"], change: Layer["change"]): Layer => ({ name, change });

test("the first layer lies below all others, and none makes nothing", () => {
  const layers = [layer("package", { license: "MIT", title: "T" }), layer("user", { license: "ISC" })];
  expect(blendLayers(layers)).toEqual({ license: "ISC", title: "T" });
  expect(blendLayers([])).toEqual({});
});

test.each<[string, Layer["change"], Layer["change"], Record<string, [unknown, string]>]>([
  ["a new value", {}, { a: "x" }, { a: ["x", "catalog"] }],
  ["another value", { a: "x" }, { a: "y" }, { a: ["y", "package catalog"] }],
  ["the same value", { a: ["x"] }, { a: ["x"] }, { a: [["x"], "package"] }],
  ["more in a list", { a: ["x"] }, { "+a": ["y"] }, { a: [["x", "y"], "package catalog"] }],
  ["what a list has", { a: ["x"] }, { "+a": ["x"] }, { a: [["x"], "package"] }],
  ["less in a list", { a: ["x", "y"] }, { "-a": ["y"] }, { a: [["x"], "package catalog"] }],
  ["a text that is cut away", { a: "x", b: 1 }, { "-a": "x" }, { b: [1, "package"] }],
  ["a value that is there already", { a: "x" }, { "?a": "y" }, { a: ["x", "package"] }],
  ["a value for where none is", {}, { "?a": "y" }, { a: ["y", "catalog"] }],
  [
    "one key in an object",
    { a: { b: "1", c: "1" } },
    { a: { c: "2", d: "3" } },
    { "a.b": ["1", "package"], "a.c": ["2", "package catalog"], "a.d": ["3", "catalog"] },
  ],
  [
    "another object instead",
    { a: { b: "1", c: "1" } },
    { "=a": { c: "1", d: "1" } },
    { "a.c": ["1", "package"], "a.d": ["1", "catalog"] },
  ],
  ["an emptied object", { a: { b: "1" } }, { "=a": {} }, { a: [{}, "catalog"] }],
  ["an object that was empty", { a: {} }, { a: { b: "1" } }, { "a.b": ["1", "catalog"] }],
])("%s is credited to who changed it", (_, below, above, expected) => {
  const explained = explainLayers([layer("package", below), layer("catalog", above)]);
  expect(
    Object.fromEntries(explained.map(({ field, value, layers }) => [field, [value, layers.join(" ")]])),
  ).toEqual(expected);
});

test("what was taken away and set again has the history of its second life", () => {
  const layers = [
    layer("package", { license: "MIT" }),
    layer("catalog", { "-license": "MIT" }),
    layer("user", { license: "ISC" }),
    layer("application", { "+license": "AND MIT" }),
  ];
  expect(explainLayers(layers)).toEqual([
    { field: "license", value: "ISC AND MIT", layers: ["user", "application"] },
  ]);
});
