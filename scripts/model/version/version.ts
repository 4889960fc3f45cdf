import rcompare from "semver/functions/rcompare.js";
import valid from "semver/functions/valid.js";
import { type Finding, finding } from "../finding.ts";

/** Characters of the longest version. */
export const LONGEST_VERSION = 64;

/**
 * Checks that a value is a version as the catalog writes it: canonical semver without build metadata, which
 * would make twins of equal precedence (Semantic Versioning 2.0.0, section 10).
 */
export function checkVersion(value: unknown): Finding[] {
  if (typeof value === "string" && value.length > LONGEST_VERSION) {
    return [
      finding("VERSION_LENGTH", `a version has ${value.length} characters`, {
        expected: `at most ${LONGEST_VERSION}`,
      }),
    ];
  }
  if (isVersion(value)) return [];
  return [
    finding("VERSION_NOT_CANONICAL", `${JSON.stringify(value)} is not a canonical version`, {
      expected: "MAJOR.MINOR.PATCH or MAJOR.MINOR.PATCH-PRERELEASE, without v, = or +build",
      ...(typeof value === "string" && valid(value) ? { fix: `write ${valid(value)}` } : {}),
    }),
  ];
}

/** Most versions by far: three numbers that JavaScript counts exactly. They need no parser. */
const PLAIN = /^(0|[1-9]\d{0,14})\.(0|[1-9]\d{0,14})\.(0|[1-9]\d{0,14})$/;

/** Whether a value is a canonical version. */
export function isVersion(value: unknown): value is string {
  if (typeof value !== "string" || value.length > LONGEST_VERSION) return false;
  return PLAIN.test(value) || valid(value) === value;
}

/** Orders versions newest first; made for `sort`. Both must be versions. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [PLAIN.exec(a), PLAIN.exec(b)];
  if (left === null || right === null) return rcompare(a, b);
  return (
    Number(right[1]) - Number(left[1]) ||
    Number(right[2]) - Number(left[2]) ||
    Number(right[3]) - Number(left[3])
  );
}

/** Whether a version is a prerelease. */
export function isPrerelease(version: string): boolean {
  return version.includes("-");
}
