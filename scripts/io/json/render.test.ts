import fc from "fast-check";
import { expect, test } from "vitest";
import type { JsonObject } from "../../model/json.ts";
import { anEntry, aRelease, aReleases } from "../../test/catalog.ts";
import { readSchemas } from "../schemas/guards.ts";
import { parseJson } from "./parse.ts";
import { isCanonical, renderJson, SHAPES } from "./render.ts";

function isFormed(text: string): boolean {
  const parsed = parseJson(Buffer.from(text));
  return "document" in parsed && isCanonical(parsed, "entry");
}

test("keys in any order end in the schema's order, and rendering twice changes nothing", () => {
  const entry = {
    ...anEntry({ name: "x", license: "MIT" }),
    owners: [{ key: "K", email: "e" }],
  } as unknown as JsonObject;
  fc.assert(
    fc.property(fc.shuffledSubarray(Object.keys(entry), { minLength: Object.keys(entry).length }), keys => {
      const text = renderJson(Object.fromEntries(keys.map(key => [key, entry[key]!])), "entry");
      expect(Object.keys(JSON.parse(text))).toEqual([
        "$schema",
        "name",
        "description",
        "endpoint",
        "license",
        "owners",
      ]);
      expect(Object.keys(JSON.parse(text).owners[0])).toEqual(["email", "key"]);
      expect(isFormed(text)).toBe(true);
      expect(renderJson(JSON.parse(text), "entry")).toBe(text);
    }),
  );
});

test("another indentation, order or ending is not canonical", () => {
  const document = { ...anEntry({ name: "x" }) } as unknown as JsonObject;
  const text = renderJson(document, "entry");
  for (const other of [JSON.stringify(document), text.trimEnd(), text.replaceAll("\n", "\r\n")]) {
    expect(isFormed(other)).toBe(false);
  }
  const { name, ...rest } = document;
  const moved = { ...rest, name } as unknown as JsonObject;
  expect(isFormed(`${JSON.stringify(moved, null, 2)}\n`)).toBe(false);
});

test("releases are ordered newest first, an override keeps its order", () => {
  const releases = aReleases("x", aRelease("1.9.0"), aRelease("1.10.0")) as unknown as JsonObject;
  expect(JSON.parse(renderJson(releases, "releases")).releases[0].version).toBe("1.10.0");
  expect(renderJson({ b: { "*": {} }, a: { "*": {} } }, "override").indexOf('"b"')).toBeLessThan(10);
});

test("the order of keys is the schemas'", () => {
  const schemas = readSchemas(`${import.meta.dirname}/../../..`);
  const properties = (schema: unknown) => Object.keys((schema as { properties: object }).properties);
  const entry = schemas.get("entry") as { properties: { owners: { items: object }; retracted: object } };
  const releases = schemas.get("releases") as { properties: { releases: { items: object } } };
  expect(SHAPES.entry.keys).toEqual(properties(entry));
  expect(SHAPES.entry.inside?.owners?.items?.keys).toEqual(properties(entry.properties.owners.items));
  expect(SHAPES.entry.inside?.retracted?.keys).toEqual(properties(entry.properties.retracted));
  expect(SHAPES.releases.keys).toEqual(properties(releases));
  expect(SHAPES.releases.inside?.releases?.items?.keys).toEqual(
    properties(releases.properties.releases.items),
  );
});
