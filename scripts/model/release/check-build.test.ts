import { expect, test } from "vitest";
import type { Build } from "../build/build.ts";
import type { Selection } from "../install/selection.ts";
import { checkAgreement, checkBuild } from "./check-build.ts";

const selection: Selection = {
  name: "a",
  version: "1.0.0",
  catalog: "test",
  endpoint: "https://github.com/acme/a.git",
  pin: { tag: "v1.0.0", commit: "1".repeat(40), tree: `h1:${"A".repeat(43)}=` },
  layers: [],
};
const file = (name: string) => ({ file: name, sha256: "a".repeat(64), size: 1 });
const BUILD: Build = {
  $schema: "",
  ...selection,
  layers: "b".repeat(64),
  builder: "make",
  sandbox: "none",
  outcome: "passed",
  tests: "passed",
  started: "2026-11-21T12:00:00Z",
  seconds: 1,
  tools: {},
  findings: [],
  log: file("log.txt"),
  artifact: file("a-1.0.0.tar.gz"),
  sbom: file("a.json"),
  provenance: file("b.json"),
};
const now = new Date(BUILD.started);
const codesOf = (fields: Partial<Build>) =>
  checkBuild(
    { ...BUILD, ...fields },
    { selection, layers: BUILD.layers, artifact: "a-1.0.0.tar.gz", now },
  ).map(({ code, pointer }) => `${code} ${pointer}`);

test("a build is compared field by field, and everything is told", () => {
  expect(codesOf({})).toEqual([]);
  const pin = { ...selection.pin, commit: "2".repeat(40) };
  expect(codesOf({ pin, tests: "none", started: "2026-13-01T00:00:00Z" })).toEqual([
    "BUILD_OTHER pin",
    "BUILD_TIME started",
    "BUILD_UNTESTED tests",
  ]);
});

test("a finding that blocks is a failure, advice is none", () => {
  const finding = { code: "X", message: "x" };
  expect(codesOf({ findings: [finding] })).toEqual(["BUILD_FAILED outcome"]);
  expect(codesOf({ findings: [{ ...finding, severity: "warning" }] })).toEqual([]);
});

test("a provenance that says nothing agrees with nothing", () => {
  expect(checkAgreement({}, BUILD).map(({ pointer }) => `${pointer}`)).toEqual([
    "builder",
    "sandbox",
    "layers",
    "started",
  ]);
});
