import fc from "fast-check";
import { expect, test } from "vitest";
import { aRelease } from "../../test/catalog.ts";
import { latestOf } from "../release/latest.ts";
import { accepts } from "../version/expression.ts";
import { listCandidates } from "./choose-release.ts";

const releases = [
  ...["5.2.0", "6.0.0-alpha.2", "5.3.8", "1.0.0-rc.1", "6.0.0-alpha.1", "5.3.8-rc.1", "4.6.2"].map(version =>
    aRelease(version),
  ),
  aRelease("5.3.9", { yanked: "leaks keys" }),
];

test.each([
  ["*", ["5.3.8", "5.2.0", "4.6.2", "6.0.0-alpha.2", "6.0.0-alpha.1", "5.3.8-rc.1", "1.0.0-rc.1"]],
  [undefined, ["5.3.8", "5.2.0", "4.6.2", "6.0.0-alpha.2", "6.0.0-alpha.1", "5.3.8-rc.1", "1.0.0-rc.1"]],
  ["~6.0.0", ["6.0.0-alpha.2", "6.0.0-alpha.1"]],
  ["~5.3.8", ["5.3.8", "5.3.8-rc.1"]],
  ["^5.0.0", ["5.3.8", "5.2.0"]],
  [">=5 || 6.0.0-alpha.1", ["6.0.0-alpha.1", "5.3.8", "5.2.0"]],
  ["5.3.9", ["5.3.9"]],
  ["=5.3.9", ["5.3.9"]],
  ["== v5.3.9", ["5.3.9"]],
  ["5.3.9 || 5.3.8", ["5.3.8"]],
  ["5.3.9 5.3.9", []],
  ["~5.3.9", []],
  ["5.3", ["5.3.8"]],
  ["5.2.0 - 5.3.8", []],
  ["latest", []],
  ["", []],
])("of %s: %j", (expression, versions) => {
  expect(listCandidates(releases, expression).map(({ version }) => version)).toEqual(versions);
});

test("where nothing was asked, the latest release comes first", () => {
  const release = fc
    .record({ major: fc.nat(3), rc: fc.boolean(), isYanked: fc.boolean() })
    .map(({ major, rc, isYanked }) =>
      aRelease(`${major}.0.0${rc ? "-rc.1" : ""}`, isYanked ? { yanked: "broken" } : {}),
    );
  fc.assert(
    fc.property(fc.uniqueArray(release, { selector: ({ version }) => version }), list => {
      expect(listCandidates(list, undefined)[0]).toBe(latestOf(list));
      for (const { version, yanked } of listCandidates(list, "~1.0.0"))
        expect([accepts("~1.0.0", version), yanked]).toEqual([true, undefined]);
    }),
  );
});
