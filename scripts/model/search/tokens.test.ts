import { expect, test } from "vitest";
import { blockPath, listTokens, shardPath, splitWords } from "./tokens.ts";

test("words are folded", () => {
  expect(splitWords("Bibliothèque C++ für 日本語, v2!")).toEqual([
    "bibliotheque",
    "c++",
    "fur",
    "日本語",
    "v2",
  ]);
});

test("a name is found by its parts and whole, a retracted package not at all", () => {
  const record = { name: "socket.io", description: "Realtime events", endpoint: "@npm:socket.io" };
  expect([...listTokens(record)]).toEqual([
    ["socket", 0],
    ["io", 0],
    ["socketio", 0],
    ["realtime", 2],
    ["events", 2],
  ]);
  expect(listTokens({ ...record, retracted: true }).size).toBe(0);
});

test("paths hold plain characters only", () => {
  expect(shardPath("jquery")).toBe("api/v1/search/tokens/jq.json");
  expect(shardPath("日")).toBe("api/v1/search/tokens/__.json");
  expect(shardPath("c++")).toBe("api/v1/search/tokens/c_.json");
  expect(blockPath("jquery")).toMatch(/^api\/v1\/search\/records\/[0-9a-f]{3}\.json$/);
});
