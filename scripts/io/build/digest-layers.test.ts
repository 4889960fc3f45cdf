import { expect, test } from "vitest";
import { digestLayers } from "./digest-layers.ts";

test("another change is another digest", () => {
  const digest = digestLayers([{ name: "catalog", change: { title: "a" } }]);
  expect(digest).toMatch(/^[0-9a-f]{64}$/);
  expect(digestLayers([{ name: "catalog", change: { title: "b" } }])).not.toBe(digest);
});
