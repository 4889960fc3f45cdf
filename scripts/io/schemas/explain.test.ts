import { join } from "node:path";
import { expect, test } from "vitest";
import { explainErrors } from "./explain.ts";
import { readSchemas } from "./guards.ts";

const TOOL = join(import.meta.dirname, "../../..");

test("a missing field and a wrong pattern are named in words", () => {
  const explained = explainErrors(TOOL, readSchemas(TOOL), "head", {
    type: "head",
    spec: 1,
    catalog: "c",
    version: 1,
    issued: "soon",
    expires: "2026-01-01T00:00:00Z",
    root_version: 1,
  });
  expect(explained.map(found => found.message)).toEqual([
    expect.stringContaining("index is missing"),
    expect.stringContaining("Issued"),
  ]);
});
