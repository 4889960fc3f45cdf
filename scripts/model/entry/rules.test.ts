import { expect, test } from "vitest";
import { anEntry } from "../../test/catalog.ts";
import type { Json } from "../json.ts";
import { checkEntry, isStoredEndpoint } from "./rules.ts";

const codesOf = (fields: object, context = {}) =>
  checkEntry({ ...anEntry({ name: "libuv" }), ...fields } as unknown as Json, context).map(
    found => found.code,
  );

test.each([
  ["as it is", {}, []],
  ["a tombstone", { retracted: { date: "2026-11-01", reason: "moved" } }, []],
  ["a tombstone without a reason", { retracted: { date: "2026-11-01" } }, ["TEXT_TYPE"]],
  ["a day that does not exist", { retracted: { date: "2026-02-30", reason: "moved" } }, ["ENTRY_RETRACTED"]],
  ["20 keywords", { keywords: Array.from({ length: 20 }, (_, i) => `k${i}`) }, []],
  ["no keyword at all", { keywords: [] }, ["ENTRY_KEYWORDS"]],
  ["an SPDX expression", { license: "(MIT OR Apache-2.0+)" }, []],
  ["a licence that is a list", { license: ["MIT"] }, ["ENTRY_LICENSE"]],
  ["an empty description", { description: " " }, ["TEXT_EMPTY"]],
])("%s", (_, fields, codes) => {
  expect(codesOf(fields)).toEqual(codes);
});

test("the file is called as the entry", () => {
  expect(codesOf({}, { path: "catalog/li/libuv.json" })).toEqual([]);
  expect(codesOf({}, { path: "catalog/li/libuv2.json" })).toEqual(["ENTRY_FILENAME"]);
});

test("every finding of an entry says where it is", () => {
  const found = checkEntry(
    { name: 1, description: 2, endpoint: 3, homepage: 4, license: 5, keywords: 6, owners: 7, retracted: 8 },
    {},
  );
  expect(found.map(({ pointer }) => pointer?.[0])).toEqual(
    expect.arrayContaining([
      "name",
      "description",
      "endpoint",
      "homepage",
      "license",
      "keywords",
      "owners",
      "retracted",
    ]),
  );
});

test("only one spelling of an endpoint is stored", () => {
  expect(
    ["@npm:jquery", "https://github.com/a/b.git", "@angular"].every(text => isStoredEndpoint(text)),
  ).toBe(true);
  expect(["@npm/jquery", "https://github.com/a/b", "@pak:angular"].some(text => isStoredEndpoint(text))).toBe(
    false,
  );
});
