import { expect, test } from "vitest";
import type { JsonObject } from "../json.ts";
import { planImageFiles } from "./image-files.ts";

const plan = (manifest: JsonObject, paths = ["dist/a.js", "dist/css/a.css", "src/a.ts", "pak.json"]) =>
  planImageFiles({ name: "a", manifest, vouched: manifest, paths }).files.map(
    ({ from, to }) => `${from} ${to}`,
  );

test("exports of the package's own folder lie at the top", () => {
  expect(plan({})).toEqual(["dist/a.js a.js", "dist/css/a.css css/a.css"]);
  expect(plan({ export: "dist/a.js" })).toEqual(["dist/a.js dist/a.js"]);
});

test("who exports elsewhere too keeps the folders of an application", () => {
  const exports = [
    { from: "dist/*.js", trim: 1 },
    { from: "dist/css/**", to: "css", trim: 2 },
  ];
  expect(plan({ export: exports })).toEqual(["dist/a.js lib/a/a.js", "dist/css/a.css lib/css/a.css"]);
});

test("who exports nothing, or a library alone, has all its files there", () => {
  expect(plan({}, ["include/x.h", "lib/x.a"])).toEqual(["include/x.h include/x.h", "lib/x.a lib/x.a"]);
  expect(plan({ export: [] }, ["x", "y/z", "pak.json"])).toEqual(["x x", "y/z y/z", "pak.json pak.json"]);
});
