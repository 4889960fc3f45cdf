import { expect, test } from "vitest";
import { anArtifact, anEntry, aRelease } from "../../test/catalog.ts";
import type { Artifact, Release } from "../release/release.ts";
import { buildBadge } from "./badge.ts";

const entry = anEntry({ name: "libuv" });
const built = (version: string, fields: Partial<Artifact> = {}) =>
  aRelease(version, { artifact: anArtifact(fields) });
const say = (...releases: Release[]) => {
  const badge = buildBadge({ entry, releases });
  return badge && [badge.message, badge.color];
};

test("a badge is what Shields reads, and nothing more", () => {
  expect(buildBadge({ entry, releases: [built("1.49.2")] })).toEqual({
    schemaVersion: 1,
    label: "pak",
    message: "1.49.2 built, tests passed",
    color: "brightgreen",
  });
});

test("a package of which nothing was built has none", () => {
  expect(say()).toBeUndefined();
  expect(say(aRelease("1.0.0"))).toBeUndefined();
});

test("it speaks of the release that the catalog recommends", () => {
  expect(say(aRelease("1.49.2"), built("1.49.1"))).toEqual(["1.49.2 not built yet", "lightgrey"]);
  expect(say(built("2.0.0-rc.1"), aRelease("1.0.0"))).toEqual(["1.0.0 not built yet", "lightgrey"]);
  const yanked = { ...built("1.1.0"), yanked: "broken" };
  expect(say(yanked, built("1.0.0"))).toEqual(["1.0.0 built, tests passed", "brightgreen"]);
  expect(say(yanked)).toEqual(["every release yanked", "red"]);
});

test("what gives pause is said and not green", () => {
  expect(say(built("1.0.0", { tests: "none" }))).toEqual(["1.0.0 built, no tests", "yellow"]);
  expect(say(built("1.0.0", { sandbox: "none" }))).toEqual([
    "1.0.0 built without sandbox, tests passed",
    "yellow",
  ]);
  const { sha256, size, oci } = anArtifact();
  expect(say(aRelease("1.0.0", { artifact: { sha256, size, oci } }))).toEqual(["1.0.0 built", "yellow"]);
});

test("a retracted package's badge says so", () => {
  const retracted = { ...entry, retracted: { date: "2026-11-01", reason: "gone" } };
  expect(buildBadge({ entry: retracted, releases: [built("1.0.0")] })).toMatchObject({
    message: "retracted",
    color: "red",
  });
});
