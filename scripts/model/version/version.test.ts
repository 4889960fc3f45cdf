import fc from "fast-check";
import semver from "semver";
import { expect, test } from "vitest";
import { checkVersion, compareVersions, isPrerelease, isVersion } from "./version.ts";

test("a version with v is refused and the right spelling is offered", () => {
  expect(checkVersion("v1.2.3")).toMatchObject([{ code: "VERSION_NOT_CANONICAL", fix: "write 1.2.3" }]);
});

test("64 characters are a version, 65 are too many", () => {
  const version = (length: number) => `1.2.3-${"a".repeat(length - 6)}`;
  expect(isVersion(version(64))).toBe(true);
  expect(checkVersion(version(65))).toMatchObject([{ code: "VERSION_LENGTH" }]);
});

test("newest first, a prerelease before its release", () => {
  expect(["1.2.0-rc.1", "1.10.0", "1.2.0", "1.9.9"].sort(compareVersions)).toEqual([
    "1.10.0",
    "1.9.9",
    "1.2.0",
    "1.2.0-rc.1",
  ]);
  expect([isPrerelease("1.0.0-0"), isPrerelease("1.0.0")]).toEqual([true, false]);
});

test("plain versions are ordered as semver orders them", () => {
  const number = fc.nat(12);
  const version = fc.tuple(number, number, number).map(parts => parts.join("."));
  fc.assert(
    fc.property(version, version, (a, b) => {
      expect(Math.sign(compareVersions(a, b))).toBe(semver.rcompare(a, b));
    }),
  );
});
