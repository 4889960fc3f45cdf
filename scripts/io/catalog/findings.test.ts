import { expect, test } from "vitest";
import { type Finding, finding } from "../../model/finding.ts";
import { anEntry, catalogFiles } from "../../test/catalog.ts";
import { locateInFile, sortFindings } from "./findings.ts";

const FILE = "catalog/le/less.json";
const files = catalogFiles({ entry: anEntry({ name: "less", retracted: { date: "x", reason: "y" } }) });
const read = (path: string) => (files[path] === undefined ? undefined : Buffer.from(files[path]));

test("a pointer becomes the line and column of its key, or of the innermost part that is there", () => {
  const locateAt = (...pointer: string[]) => {
    const { line, column } = locateInFile(finding("X", "x", { file: FILE, pointer }), read);
    return [line, column];
  };
  expect(locateAt("endpoint")).toEqual([5, 3]);
  expect(locateAt("retracted", "reason")).toEqual([8, 5]);
  expect(locateAt("retracted", "by")).toEqual([6, 3]);
  expect(locateAt()).toEqual([1, 1]);
});

test("a finding that has its place, or whose file can't be read, stays as it is", () => {
  const placed = finding("X", "x", { file: FILE, pointer: ["name"], line: 9, column: 9 });
  const absent = finding("X", "x", { file: "catalog/no/none.json", pointer: ["name"] });
  const general = finding("X", "x");
  for (const found of [placed, absent, general]) expect(locateInFile(found, read)).toEqual(found);
});

test("findings are in order of file, line and column, those of no file first, given ones untouched", () => {
  const at = (file: string, line?: number, column?: number): Finding =>
    finding("X", "x", {
      file,
      ...(line === undefined ? {} : { line }),
      ...(column === undefined ? {} : { column }),
    });
  const ordered = [finding("X", "x"), at("a"), at("a", 2, 1), at("a", 2, 10), at("a", 10, 1), at("b", 1, 1)];
  const given = [5, 3, 1, 0, 4, 2].map(position => ordered[position]!);
  expect(sortFindings(given)).toEqual(ordered);
  expect(given[0]).toBe(ordered[5]);
});

test("a finding about a file that is no JSON is at its beginning", () => {
  const broken = (path: string) => (path === FILE ? Buffer.from("\n[@") : undefined);
  expect(locateInFile(finding("X", "x", { file: FILE }), broken)).toMatchObject({ line: 1, column: 1 });
});

const aFew = (count: number, details: Partial<Finding> = {}) =>
  Array.from({ length: count }, (_, at) => finding("X", "x", { file: "a", line: at + 1, ...details }));

test("of a file with many findings the gravest hundred are told, and how many more there are", () => {
  expect(sortFindings(aFew(101))).toEqual(aFew(101));
  const others = [finding("X", "x"), ...aFew(50, { file: "b" })];
  const sorted = sortFindings([...aFew(300), ...others]);
  expect(sorted.slice(0, 2)).toEqual([
    finding("X", "x"),
    finding("FINDINGS_LEFT_OUT", "200 more findings of this file are not told", {
      file: "a",
      fix: expect.any(String),
    }),
  ]);
  expect(sorted.slice(2)).toEqual([...aFew(100), ...aFew(50, { file: "b" })]);
  expect(sortFindings(sorted)).toEqual(sorted);
  // What is of no file is about the change as a whole, and never much.
  expect(sortFindings(aFew(300).map(({ file: _file, ...found }) => found))).toHaveLength(300);
});

test("what is not told refuses no less than it would if it were told", () => {
  const late = { line: 1000 };
  const severities = (...findings: readonly Finding[]) =>
    sortFindings(findings).map(({ severity = "error" }) => severity);
  const [advice, held, error] = [{ severity: "warning" } as const, { severity: "held" } as const, late];
  const mixed = severities(...aFew(200, advice), ...aFew(1, { ...held, ...late }), ...aFew(1, error));
  expect(mixed.filter(severity => severity !== "warning").sort()).toEqual(["error", "held"]);
  expect(severities(...aFew(200, advice))[0]).toBe("warning");
  expect(severities(...aFew(100), ...aFew(5, held), ...aFew(5, advice))[0]).toBe("held");
  expect(severities(...aFew(200), ...aFew(5, advice))[0]).toBe("error");
});

test("a file over every limit is not looked through for a place", () => {
  const found = finding("X", "x", { file: FILE });
  const readAt = (size: number) => () => Buffer.alloc(size, "[");
  expect(locateInFile(found, readAt(1_048_576))).toMatchObject({ line: 1, column: 1 });
  expect(locateInFile(found, readAt(1_048_577))).toEqual(found);
});
