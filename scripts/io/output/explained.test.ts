import { expect, test } from "vitest";
import { renderExplained } from "./explained.ts";

test("fields stand in columns, each with its layers in order, long values cut", () => {
  const lines = renderExplained([
    { field: "license", value: "MIT", layers: ["package"] },
    { field: "dependencies.a", value: "^1.0.0", layers: ["release", "catalog"] },
    { field: "files", value: ["x".repeat(80)], layers: ["user"] },
  ]);
  expect(lines).toEqual([
    '  license         package            "MIT"',
    '  dependencies.a  release → catalog  "^1.0.0"',
    `  files           user               ["${"x".repeat(57)}…`,
  ]);
  expect(renderExplained([])).toEqual([]);
});
