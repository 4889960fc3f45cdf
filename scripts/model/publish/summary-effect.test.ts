import { expect, test } from "vitest";
import { aRelease } from "../../test/catalog.ts";
import type { Effect } from "./effect.ts";
import { renderEffects } from "./summary-effect.ts";

const effect: Effect = { name: "less", outcome: "changed", fields: [], releases: [], recorded: [] };
const versions = (count: number) => Array.from({ length: count }, (_, at) => aRelease(`${at}.0.0`).version);

test("fields of the entry and of the blended manifests, before and after", () => {
  const shown: Effect = {
    ...effect,
    fields: [{ field: "keywords", before: ["a|b"], after: ["c"] }],
    override: "added",
    releases: [{ version: "3.0.0", fields: [{ field: "license", after: "MIT" }] }],
  };
  expect(renderEffects([shown], 10_000)).toBe(
    [
      "#### `less`: changed",
      "",
      "| field | before | after |",
      "| --- | --- | --- |",
      '| `keywords` | `["a\\|b"]` | `["c"]` |',
      "",
      "The override is added. 1 recorded release reads differently:",
      "",
      "| release | field | before | after |",
      "| --- | --- | --- | --- |",
      '| `3.0.0` | `license` | – | `"MIT"` |',
      "",
    ].join("\n"),
  );
});

test("twenty releases are shown, the others counted", () => {
  const releases = versions(30).map(version => ({ version, fields: [{ field: "license", after: "MIT" }] }));
  const text = renderEffects([{ ...effect, override: "changed", releases, recorded: versions(22) }], 20_000);
  expect(text.match(/`license`/g)).toHaveLength(20);
  expect(text).toContain("30 recorded releases read differently:");
  expect(text).toContain("… and 10 more releases.");
  expect(text).toContain("Newly recorded: `0.0.0`");
  expect(text).toContain(" and 2 more.");
});

test("an override that touches nothing says so; what can't be read too", () => {
  expect(renderEffects([{ ...effect, override: "changed" }], 10_000)).toContain(
    "The override is changed. No recorded release reads differently.",
  );
  expect(renderEffects([{ ...effect, outcome: "unclear" }], 10_000)).toContain("once its files can be read");
});

test("packages that do not fit are counted", () => {
  const fields = Array.from({ length: 30 }, () => ({ field: "|".repeat(300), before: "`".repeat(400) }));
  const text = renderEffects(
    Array.from({ length: 40 }, () => ({ ...effect, fields, override: "added" as const })),
    9_000,
  );
  expect(text.length).toBeLessThanOrEqual(9_000);
  expect(text).toMatch(/… and \d+ more packages\.\n$/);
});
