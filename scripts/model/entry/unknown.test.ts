import { expect, test } from "vitest";
import { listDangerous, listUnknown } from "./unknown.ts";

test("unknown fields are named with their place", () => {
  expect(listUnknown({ a: 1, b: 2 }, ["a"], ["x"])).toMatchObject([
    { code: "ENTRY_UNKNOWN_FIELD", pointer: ["x", "b"] },
  ]);
});

test("dangerous keys are found at any depth", () => {
  const document = JSON.parse('{"a":[{"__proto__":{"constructor":1}}],"b":{"prototype":1}}');
  expect(listDangerous(document).map(found => found.pointer)).toEqual([
    ["a", "0", "__proto__"],
    ["a", "0", "__proto__", "constructor"],
    ["b", "prototype"],
  ]);
});
