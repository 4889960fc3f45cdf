import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type Finding, finding } from "../../model/finding.ts";
import { makeFolder } from "../../test/repository.ts";
import { renderFinding, reportFindings } from "./report.ts";

const found = finding("NAME_SYNTAX", "a bad\nname", {
  file: "catalog/x/x.json",
  line: 3,
  column: 5,
  expected: "a name",
  fix: "rename it",
});

function report(findings: Finding[], environment: Record<string, string> = {}, options = {}) {
  const out: string[] = [];
  const err: string[] = [];
  const target = {
    environment,
    print: (line: string) => out.push(line),
    report: (line: string) => err.push(line),
  };
  return { isBlocking: reportFindings(findings, target, options), out, err };
}

test("a person reads place, code, what, expected and what to do", () => {
  expect(renderFinding(found)).toEqual([
    "catalog/x/x.json:3:5 error NAME_SYNTAX a bad name",
    "    expected: a name",
    "    to mend it: rename it",
  ]);
});

test("a program reads one JSON document on stdout and nothing else", () => {
  const { out, err } = report([found], {}, { isJson: true, checked: 7 });
  expect(JSON.parse(out.join("\n"))).toEqual({ checked: 7, findings: [found] });
  expect(err).toEqual([]);
});

test("a workflow shows annotations, and a summary that renders nothing of the data", () => {
  const file = join(makeFolder(), "summary.md");
  const { err } = report([{ ...found, message: "50% @everyone | [x](https://evil.example)" }], {
    GITHUB_ACTIONS: "true",
    GITHUB_STEP_SUMMARY: file,
  });
  expect(err.at(-1)).toMatch(/^::error file=catalog\/x\/x\.json,line=3,col=5,title=NAME_SYNTAX::50%25 /);
  const summary = readFileSync(file, "utf8");
  expect(summary).toContain("1 finding");
  expect(summary).not.toMatch(/\]\(https|@everyone/);
});

test("advice does not block", () => {
  expect(report([{ ...found, severity: "warning" }]).isBlocking).toBe(false);
  expect(report([found]).isBlocking).toBe(true);
});
