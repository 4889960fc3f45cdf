import { expect, test } from "vitest";
import { buildPublishedOverride, renderPublishedOverride } from "./published-override.ts";

test("direct expressions move below overrides, nested ones stay as they are", () => {
  const nested = { versions: "^v(\\d+)$", overrides: { "*": { license: "MIT" } } };
  expect(buildPublishedOverride({ "a/b": { "*": { license: "MIT" } }, "@npm/a": nested })).toEqual({
    "a/b": { overrides: { "*": { license: "MIT" } } },
    "@npm/a": nested,
  });
});

test("nothing is escaped that the original program could not read", () => {
  const change = { description: "Für ☕ 🎉", "x-note": "a\u001bb\nc\ud800", versions: '\\d "q"' };
  const text = renderPublishedOverride({ "a/b": { "*": change } });
  expect(text).not.toMatch(/\\[un]/);
  expect(JSON.parse(text)["a/b"].overrides["*"]).toEqual({ ...change, "x-note": "a b c\ufffd" });
});
