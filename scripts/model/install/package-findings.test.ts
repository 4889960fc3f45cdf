import { expect, test } from "vitest";
import { finding } from "../finding.ts";
import { findingsOf } from "./package-findings.ts";

test("a finding names the package and the file in it", () => {
  const files = findingsOf("a", [finding("X", "x"), finding("Y", "y", { file: "package.json" })]);
  expect(files.map(({ file }) => file)).toEqual(["a/pak.json", "a/package.json"]);
});
