import { expect, test } from "vitest";
import { aHealth } from "../../test/health.ts";
import type { Health } from "../upstream/health.ts";
import { buildHealthSummary } from "./health.ts";

const aShard = (packages: Record<string, Health>) => ({ $schema: "health.schema.json", packages });
const error = {
  code: "NETWORK",
  message: "example.org does not answer",
  since: "2026-11-20T00:00:00Z",
  tries: 3,
};
const quarantined = {
  code: "TAG_MOVED",
  message: "v1.0.0 names another commit",
  since: "2026-11-19T00:00:00Z",
};

test("a catalog that was never refreshed has nobody to look after", () => {
  expect(buildHealthSummary([])).toEqual({
    $schema: "../../schemas/health-summary.schema.json",
    packages: 0,
    quarantined: [],
    failing: [],
  });
});

test("packages are counted over all shards, and those in trouble listed by name whatever the order", () => {
  const shards = [
    aShard({ less: aHealth({ looked: "2026-11-21T10:00:00Z", error }), jquery: aHealth({ quarantined }) }),
    aShard({ angular: aHealth({ looked: "2026-11-20T10:00:00Z", error, quarantined }) }),
  ];
  const summary = buildHealthSummary(shards);
  expect(summary).toMatchObject({
    packages: 3,
    looked: { oldest: "2026-11-20T10:00:00Z", newest: "2026-11-21T12:00:00Z" },
    quarantined: [
      { name: "angular", ...quarantined },
      { name: "jquery", ...quarantined },
    ],
    failing: [
      { name: "angular", ...error, next: "2026-11-22T12:00:00Z" },
      { name: "less", ...error, next: "2026-11-22T12:00:00Z" },
    ],
  });
  expect(buildHealthSummary(shards.toReversed())).toEqual(summary);
});
