import { expect, test } from "vitest";
import { aRelease, aReleases } from "../../test/catalog.ts";
import type { JsonObject } from "../json.ts";
import type { Release } from "./release.ts";
import { checkReleases } from "./rules.ts";

const codesOf = (releases: Release[], previous: Release[] = [], fields = {}) =>
  checkReleases({ ...aReleases("libuv", ...releases), ...fields } as unknown as JsonObject, { previous }).map(
    found => found.code,
  );

test("newest first by version, not by text", () => {
  expect(codesOf([aRelease("1.10.0"), aRelease("1.9.0"), aRelease("1.9.0-rc.1")])).toEqual([]);
  expect(codesOf([aRelease("1.9.0"), aRelease("1.10.0")])).toEqual(["VERSION_ORDER"]);
});

test("history grows by releases and by marks, and by nothing else", () => {
  const before = [aRelease("1.0.0")];
  const artifact = { sha256: "a".repeat(64), size: 1, oci: "ghcr.io/a/b:1.0.0" };
  expect(
    codesOf(
      [aRelease("1.1.0"), aRelease("1.0.0", { yanked: "broken", deprecated: "old", artifact })],
      before,
    ),
  ).toEqual([]);
  expect(codesOf([aRelease("1.0.0", { published: "2026-10-18T12:00:01Z" })], before)).toEqual([
    "VERSION_MUTATED",
  ]);
  expect(codesOf([aRelease("1.0.0")], [aRelease("1.0.0", { yanked: "broken" })])).toEqual([
    "VERSION_MUTATED",
  ]);
  expect(
    codesOf([aRelease("1.0.0", { artifact: { ...artifact, size: 2 } })], [aRelease("1.0.0", { artifact })]),
  ).toEqual(["VERSION_MUTATED"]);
});

test("a release has one kind of pin", () => {
  const git = { tag: "v1", commit: "1".repeat(40), tree: `h1:${"A".repeat(43)}=` };
  const { integrity: _, ...bare } = aRelease("1.0.0");
  expect(codesOf([{ ...bare, ...git }])).toEqual([]);
  expect(codesOf([{ ...bare, ...git, integrity: aRelease("1.0.0").integrity! }])).toEqual(["VERSION_PIN"]);
  expect(codesOf([bare])).toEqual(["TAG_TYPE", "VERSION_COMMIT", "VERSION_TREE"]);
});

test.each([
  [{ published: "2026-13-18T12:00:00Z" }, "VERSION_DATE"],
  [{ published: "2026-02-30T12:00:00Z" }, "VERSION_DATE"],
  [{ integrity: "sha1-abc" }, "VERSION_INTEGRITY"],
  [{ dependencies: {} }, "VERSION_DEPENDENCIES"],
  [{ dependencies: { "../x": "1" } }, "VERSION_DEPENDENCIES"],
  [{ deprecated: "a\nb" }, "TEXT_CONTROL"],
])("%j: %s", (fields, code) => {
  expect(codesOf([aRelease("1.0.0", fields)])).toEqual([code]);
});

test("repository ids are numbers", () => {
  expect(codesOf([], [], { repository: { id: 7, owner: 9 } })).toEqual([]);
  expect(codesOf([], [], { repository: { id: "7", owner: 9 } })).toEqual(["ENTRY_REPOSITORY"]);
});
