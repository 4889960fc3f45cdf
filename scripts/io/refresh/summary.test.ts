import { expect, test } from "vitest";
import { PakError } from "../../errors.ts";
import { finding } from "../../model/finding.ts";
import { NOTHING_SKIPPED } from "../../model/upstream/upstream.ts";
import type { Outcome } from "./refresh-package.ts";
import { buildSummary, renderNotes, renderSummary } from "./summary.ts";

const aSubject = (name: string) => ({ name, endpoint: { kind: "npm" as const, name }, recorded: [] });
const HEALTH = { looked: "2026-11-21T12:00:00Z", next: "2026-11-21T12:00:00Z" };

const PLAN = {
  subjects: ["quiet", "busy", "partial", "away", "limited", "never"].map(aSubject),
  others: ["vuejs"],
  resting: ["mpr", "ssl"],
  findings: [finding("A", "of the plan")],
};

function anOutcome(name: string, more: Partial<Outcome> = {}): Outcome {
  const nothing = { added: [], deprecated: [], held: [], skipped: NOTHING_SKIPPED, findings: [] };
  return { name, ...nothing, health: HEALTH, ...more };
}

const released = (...versions: string[]) =>
  versions.map(version => ({ version, published: "2026-01-01T00:00:00Z" }));

const WAITING = { since: "2026-11-21T12:00:00Z", until: "2026-11-24T12:00:00Z" };

/** Nobody was asked, so its health is as it was. */
const { health: _, ...LIMITED } = anOutcome("limited", { failure: new PakError("RATE_LIMITED", "too much") });

test("says what was added, what was skipped and what went wrong", () => {
  const summary = buildSummary(
    PLAN,
    [
      anOutcome("quiet"),
      anOutcome("busy", {
        added: released("1.3.0", "1.2.0", "1.1.0", "1.0.0"),
        deprecated: released("0.9.0"),
      }),
      anOutcome("partial", {
        skipped: { ...NOTHING_SKIPPED, undigested: 3, tags: 2 },
        held: [
          { version: "0.1.0", code: "NPM_DEPRECATED" },
          { version: "2.0.0", code: "COOLDOWN", waiting: WAITING },
        ],
        findings: [finding("B", "of a package")],
      }),
      anOutcome("away", { failure: new PakError("NETWORK", "no answer") }),
      LIMITED,
    ],
    false,
  );
  expect(renderSummary(summary)).toEqual(["busy  added 1.3.0, 1.2.0, 1.1.0, … (4)  deprecated 0.9.0"]);
  expect(renderNotes(summary)).toEqual([
    "4 packages asked, 4 new releases recorded",
    "skipped: 1 aliases and retracted names",
    "skipped: 2 packages whose upstream failed lately, until their next try",
    "skipped: 3 versions without a SHA-512 digest",
    "skipped: 2 tags with names that the catalog does not record",
    "skipped: 1 versions that are deprecated already",
    "waiting: partial 2.0.0 until 2026-11-24T12:00:00Z",
    "put off: 2 packages; run it again, it begins there",
    "not refreshed: away: no answer",
    "not refreshed: limited: too much",
  ]);
  expect(summary.files).toEqual(["catalog/releases/bu/busy.json"]);
  expect(summary.findings.map(found => found.code)).toEqual(["A", "B"]);
  expect(summary.failures.map(({ name, code }) => [name, code])).toEqual([
    ["away", "NETWORK"],
    ["limited", "RATE_LIMITED"],
  ]);
});

test("a dry run says found, not recorded", () => {
  expect(renderNotes(buildSummary(PLAN, [], true))[0]).toBe("0 packages asked, 0 new releases found");
});
