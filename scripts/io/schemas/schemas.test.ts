import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { idOf, readSchemas } from "./guards.ts";

const TOOL = join(import.meta.dirname, "../../..");
const schemas = readSchemas(TOOL);

/** Every schema inside a schema that describes a value people see. */
function* listFields(
  schema: unknown,
  path: string,
): Iterable<[string, { title?: string; description?: string }]> {
  if (typeof schema !== "object" || schema === null) return;
  yield [path, schema];
  const {
    properties = {},
    items,
    additionalProperties,
    patternProperties = {},
    anyOf = [],
  } = schema as Record<string, never>;
  for (const [key, inside] of Object.entries({ ...(properties as object), ...(patternProperties as object) }))
    yield* listFields(inside, `${path}.${key}`);
  if (typeof items === "object") yield* listFields(items, `${path}[]`);
  if (typeof additionalProperties === "object") yield* listFields(additionalProperties, `${path}.*`);
  for (const [at, inside] of (anyOf as unknown[]).entries()) yield* listFields(inside, `${path}|${at}`);
}

describe.each([...schemas])("%s", (name, schema) => {
  test("has a stable id, and compiles strictly", () => {
    expect(schema).toMatchObject({
      $id: idOf(name),
      $schema: "https://json-schema.org/draft/2020-12/schema",
    });
    const ajv = new Ajv2020({ strict: true, strictRequired: false });
    for (const other of schemas.values()) ajv.addSchema(other);
    expect(ajv.getSchema(idOf(name))).toBeTypeOf("function");
  });

  test("has a title and a description on every field", () => {
    const bare = [...listFields(schema, name)].filter(([, field]) => !field.title || !field.description);
    expect(bare.map(([path]) => path)).toEqual([]);
  });
});

/** The fields of a hand-written interface, read from its source. */
function readFields(file: string, name: string): string[] {
  const source = readFileSync(join(TOOL, "scripts/model", file), "utf8");
  const body = new RegExp(`interface ${name}\\b[^{]*\\{([\\s\\S]*?)\\n\\}`).exec(source)?.[1] ?? "";
  return [...body.matchAll(/^ {2}readonly (\$?\w+)\??:/gm)].map(match => match[1]!);
}

test.each([
  ["entry", "entry/entry.ts", "Entry", (schema: never) => schema],
  ["entry", "entry/entry.ts", "Owner", (schema: never) => (schema as any).properties.owners.items],
  ["releases", "release/release.ts", "Releases", (schema: never) => schema],
  ["releases", "release/release.ts", "Release", (schema: never) => (schema as any).properties.releases.items],
  ["package", "published/package-document.ts", "PackageDocument", (schema: never) => schema],
  ["list", "published/package-document.ts", "PackageList", (schema: never) => schema],
  [
    "list",
    "published/package-document.ts",
    "PackageRecord",
    (schema: never) => (schema as any).properties.packages.items,
  ],
  ["latest", "published/package-document.ts", "LatestDocument", (schema: never) => schema],
  ["dependents", "published/package-document.ts", "DependentsDocument", (schema: never) => schema],
  [
    "changes",
    "published/package-document.ts",
    "ChangeRecord",
    (schema: never) => (schema as any).properties.changes.items,
  ],
  ["build", "build/build.ts", "Build", (schema: never) => schema],
  ["build", "build/build.ts", "BuildFile", (schema: never) => (schema as any).properties.log],
  ["matrix", "build/matrix.ts", "Matrix", (schema: never) => schema],
  ["matrix", "build/matrix.ts", "MatrixJob", (schema: never) => (schema as any).properties.include.items],
  ["bin", "trust/trust.ts", "Bin", (schema: never) => schema],
  ["badge", "published/badge.ts", "Badge", (schema: never) => schema],
  ["health", "upstream/health.ts", "HealthShard", (schema: never) => schema],
  [
    "health",
    "upstream/health.ts",
    "Health",
    (schema: never) => (schema as any).properties.packages.additionalProperties,
  ],
  [
    "health",
    "upstream/health.ts",
    "Waiting",
    (schema: never) =>
      (schema as any).properties.packages.additionalProperties.properties.waiting.additionalProperties,
  ],
  ["health-summary", "published/health.ts", "HealthSummary", (schema: never) => schema],
])("the fields of %s are those of %s %s", (name, file, type, pick) => {
  const properties = Object.keys((pick(schemas.get(name) as never) as { properties: object }).properties);
  expect(properties.sort()).toEqual(readFields(file, type).sort());
});

test("editors find a schema for every committed kind of file", () => {
  const settings = JSON.parse(readFileSync(join(TOOL, ".vscode/settings.json"), "utf8")) as {
    "json.schemas": { fileMatch: string[]; url: string }[];
  };
  const matched = settings["json.schemas"].flatMap(({ fileMatch, url }) =>
    fileMatch.map(glob => `${glob} ${url}`),
  );
  expect(matched).toEqual(
    expect.arrayContaining([
      "/catalog/*/*.json ./schemas/entry.schema.json",
      "/catalog/releases/*/*.json ./schemas/releases.schema.json",
      "/overrides/*.json ./schemas/override.schema.json",
    ]),
  );
});
