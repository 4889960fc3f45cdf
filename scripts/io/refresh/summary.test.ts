import { expect, test } from "vitest";
import { PakError } from "../../errors.ts";
import { finding } from "../../model/finding.ts";
import { NOTHING_SKIPPED } from "../../model/upstream/upstream.ts";
import type { Outcome } from "./refresh-package.ts";
import { buildSummary, renderNotes, renderSummary } from "./summary.ts";

const PLAN = {
  subjects: [],
  git: ["mpr", "ssl"],
  others: ["vuejs"],
  findings: [finding("A", "of the plan")],
};

function anOutcome(name: string, more: Partial<Outcome> = {}): Outcome {
  return { name, added: [], deprecated: [], skipped: NOTHING_SKIPPED, findings: [], ...more };
}

const released = (...versions: string[]) =>
  versions.map(version => ({ version, published: "2026-01-01T00:00:00Z" }));

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
        skipped: { ...NOTHING_SKIPPED, undigested: 3 },
        findings: [finding("B", "of a package")],
      }),
      anOutcome("away", { failure: new PakError("NETWORK", "no answer") }),
    ],
    false,
  );
  expect(renderSummary(summary)).toEqual(["busy  added 1.3.0, 1.2.0, 1.1.0, … (4)  deprecated 0.9.0"]);
  expect(renderNotes(summary)).toEqual([
    "4 packages asked, 4 new releases recorded",
    "skipped: 2 packages with git endpoints (git endpoints follow later)",
    "skipped: 1 aliases and retracted names",
    "skipped: 3 versions without a SHA-512 digest",
    "not refreshed: away: no answer",
  ]);
  expect(summary.findings.map(found => found.code)).toEqual(["A", "B"]);
  expect(summary.failures).toEqual([{ name: "away", code: "NETWORK", message: "no answer" }]);
});

test("a dry run says found, not recorded", () => {
  expect(renderNotes(buildSummary(PLAN, [], true))[0]).toBe("0 packages asked, 0 new releases found");
});
