import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { buildOpenapi } from "./openapi.ts";

test("every path has its parameters, and every schema it names exists", () => {
  const { paths } = buildOpenapi({ catalog: "c", title: "C", hosts: [], reserved: [] }) as {
    paths: Record<string, { get: { parameters: object[] } }>;
  };
  expect(Object.keys(paths)).toContain("/api/v1/packages/{name}.json");
  for (const [path, { get }] of Object.entries(paths))
    expect(get.parameters).toHaveLength(path.split("{").length - 1);
  const names = [...JSON.stringify(paths).matchAll(/schemas\/([\w-]+\.schema\.json)"/g)].map(
    match => match[1]!,
  );
  expect(names.length).toBeGreaterThan(8);
  for (const name of names)
    expect(existsSync(join(import.meta.dirname, "../../../schemas", name))).toBe(true);
});
