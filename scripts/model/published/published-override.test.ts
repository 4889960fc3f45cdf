import { expect, test } from "vitest";
import { buildPublishedOverride } from "./published-override.ts";

test("direct expressions move below overrides, nested ones stay as they are", () => {
  const nested = { versions: "^v(\\d+)$", overrides: { "*": { license: "MIT" } } };
  expect(buildPublishedOverride({ "a/b": { "*": { license: "MIT" } }, "@npm/a": nested })).toEqual({
    "a/b": { overrides: { "*": { license: "MIT" } } },
    "@npm/a": nested,
  });
});
