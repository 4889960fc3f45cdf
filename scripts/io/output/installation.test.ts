import { expect, test } from "vitest";
import { finding } from "../../model/finding.ts";
import type { Installation } from "../install/install.ts";
import { renderInstallation } from "./installation.ts";

const NOTHING = { installed: [], removed: [], kept: 0, findings: [], aliases: {}, leftOut: [], notices: [] };
const step = (name: string, version: string, before?: string) =>
  before === undefined ? { name, version } : { name, version, before };

test.each<[Partial<Installation>, string[]]>([
  [{}, ["nothing to install"]],
  [{ kept: 1 }, ["1 package here already"]],
  [{ installed: [step("a", "1.0.0")] }, ["+ a 1.0.0", "1 package installed"]],
  [
    {
      installed: [step("a", "2.0.0", "1.0.0"), step("b", "1.0.0", "1.0.0")],
      removed: [step("c", "1.0.0")],
      kept: 2,
    },
    [
      "~ a 1.0.0 → 2.0.0",
      "= b 1.0.0, repaired",
      "- c 1.0.0",
      "2 packages installed, 1 package removed, 2 packages here already",
    ],
  ],
])("%j", (fields, expected) => {
  expect(renderInstallation({ ...NOTHING, ...fields })).toEqual({ notes: [], result: expected });
});

test("aliases and warnings are notes, what was explained is part of the result", () => {
  const told = {
    ...NOTHING,
    findings: [finding("EXPORT_KEPT", "it stays", { severity: "warning", fix: "delete it" })],
    aliases: { b: "a" },
    explained: { a: [{ field: "title", value: "T", layers: ["user"] as const }] },
  };
  expect(renderInstallation(told)).toEqual({
    notes: ["b → a", expect.stringContaining("warning EXPORT_KEPT it stays"), "    to mend it: delete it"],
    result: ["a:", '  title  user  "T"', "nothing to install"],
  });
});
