import { expect, test } from "vitest";
import { buildSearchFiles, type Shard } from "./build.ts";
import { isShard, rankNames, searchShardPaths } from "./query.ts";

const record = (name: string, description: string, keywords: string[] = []) => ({
  name,
  description,
  endpoint: `@npm:${name}`,
  keywords,
});
const files = buildSearchFiles([
  record("jquery", "Library for the DOM", ["dom"]),
  record("jquery-ui", "Widgets on jquery"),
  record("less", "Style sheets that compile to css", ["css"]),
  record("postcss", "Transforms style sheets", ["css"]),
]);

function search(query: string): string[] {
  const shards = new Map(
    searchShardPaths(query).map(path => [path, JSON.parse(files.get(path) ?? "{}") as Shard]),
  );
  return rankNames(query, shards);
}

test.each([
  null,
  5,
  [],
  { dom: 5 },
  { dom: [5] },
  { dom: [[5]] },
  { dom: [["../x"]] },
  { dom: [[], [], [], []] },
])("%j is no shard", value => expect(isShard(value)).toBe(false));

test("what is built is a shard", () => {
  for (const [path, text] of files)
    if (path.includes("/tokens/")) expect(isShard(JSON.parse(text))).toBe(true);
  expect(isShard({})).toBe(true);
});

test("the name itself comes first, then names that begin so", () => {
  expect(search("jquery")).toEqual(["jquery", "jquery-ui"]);
  expect(search("JQ")).toEqual(["jquery", "jquery-ui"]);
});

test("every word has to match, in the name, a keyword or the description", () => {
  expect(search("css style")).toEqual(["less", "postcss"]);
  expect(search("style compile")).toEqual(["less"]);
  expect(search("nothing")).toEqual([]);
  expect(search("  ")).toEqual([]);
});
