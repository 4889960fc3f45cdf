import { expect, test } from "vitest";
import { buildSearchFiles } from "./build.ts";

test("shards and blocks are JSON, one line an item", () => {
  const files = buildSearchFiles([
    { name: "jquery", description: "Library for the DOM", endpoint: "@npm:jquery", keywords: ["dom"] },
  ]);
  expect(JSON.parse(files.get("api/v1/search/tokens/jq.json")!)).toEqual({ jquery: [["jquery"], [], []] });
  expect(JSON.parse(files.get("api/v1/search/tokens/do.json")!)).toEqual({ dom: [[], ["jquery"], []] });
  expect(files.has("api/v1/search/tokens/th.json")).toBe(false);
});
