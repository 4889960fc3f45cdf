import { expect, test } from "vitest";
import { DAY, HOUR, later, NOON } from "../../test/world.ts";
import { type Finding, finding } from "../finding.ts";
import { type CheckedPull, renderSummary, SUMMARY_MARKER } from "./summary.ts";

const COMMIT = "1".repeat(40);
const held = (code: string) => finding(code, "x", { severity: "held" });

function render(findings: readonly Finding[], fields: Partial<CheckedPull> = {}): string {
  return renderSummary({ commit: COMMIT, findings, effects: [], created: NOON, now: NOON, ...fields });
}

test("all is well: a maintainer merges", () => {
  expect(render([])).toBe(
    [
      SUMMARY_MARKER,
      "### Catalog check: all is well",
      "",
      "**Next:** nothing is left to mend: a maintainer merges. It has waited less than an hour.",
      "",
      `Checked commit: \`${COMMIT}\``,
    ].join("\n"),
  );
  expect(render([finding("A", "x", { severity: "warning" })])).toContain("all is well, with 1 warning\n");
});

test("findings are the author's to mend, held ones a maintainer's to decide", () => {
  const text = render([
    finding("JSON_FORM", "a | b", { file: "catalog/le/less.json", line: 3, fix: "mend" }),
  ]);
  expect(text).toContain("### Catalog check: 1 finding\n");
  expect(text).toContain("**Next:** the author mends `JSON_FORM` and pushes again.");
  expect(text).toContain("| `catalog/le/less.json:3` | error | `JSON_FORM` | `a \\| b` | `mend` |");
  const waiting = render([held("NAME_TOO_SIMILAR"), held("OWNER_NO_ENDPOINT_PROOF"), held("KEY_CHANGED")]);
  expect(waiting).toContain("### Catalog check: waits for a maintainer\n");
  expect(waiting).toContain("a maintainer adds the label `similarity-reviewed`, if `NAME_TOO_SIMILAR`");
  expect(waiting).toContain("then a maintainer adds the label `endpoint-reviewed`");
  expect(waiting).toContain("then a maintainer looks at `KEY_CHANGED`.");
  expect(render([held("KEY_CHANGED"), finding("A", "x")])).toContain(
    "the author mends `A` and pushes again; then a maintainer looks at `KEY_CHANGED`.",
  );
});

test.each([
  [HOUR - 1, "less than an hour"],
  [-DAY, "less than an hour"],
  [HOUR, "1 hour"],
  [2 * DAY - 1, "47 hours"],
  [2 * DAY, "2 days"],
])("after %d ms it has waited %s", (milliseconds, words) => {
  expect(render([], { now: later(milliseconds) })).toContain(`It has waited ${words}.`);
});

test("no instant, no waiting", () => {
  expect(render([], { created: new Date("never") })).not.toContain("waited");
});

test("whatever stands in the files, a summary has at most 60,000 characters", () => {
  const long = "`|@".repeat(500);
  const findings = Array.from({ length: 5_000 }, (_, at) =>
    finding(`CODE_${at}`, long, { file: long, fix: long }),
  );
  const fields = Array.from({ length: 100 }, () => ({ field: long, before: long, after: long }));
  const releases = Array.from({ length: 100 }, () => ({ version: long, fields }));
  const effect = { outcome: "changed", fields, override: "added", releases, recorded: [long, long] } as const;
  const effects = Array.from({ length: 50 }, (_, at) => ({ ...effect, name: `less${at}` }));
  const text = render(findings, { effects });
  expect(text.length).toBeLessThanOrEqual(60_000);
  expect(text).toMatch(/… and \d+ more findings\./);
  expect(text).toMatch(/… and \d+ more packages\.$/);
});
