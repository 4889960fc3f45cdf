import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Release } from "../release/release.ts";
import { FIRST_RELEASES, newestFirst, PRERELEASES, selectReleases } from "./selection.ts";

function aRelease(version: string, published = "2026-01-01T00:00:00Z"): Release {
  return { version, published, integrity: `sha512-${version}` };
}

const versionsOf = (releases: readonly Release[]) => releases.map(release => release.version);

describe("the first time", () => {
  test("takes the newest stable versions up to the limit, newest first", () => {
    const offered = Array.from({ length: FIRST_RELEASES + 5 }, (_, minor) =>
      aRelease(`1.${minor}.0`, `20${10 + minor}-01-01T00:00:00Z`),
    );
    const selected = selectReleases(offered, []);
    expect(selected).toHaveLength(FIRST_RELEASES);
    expect(selected[0]?.version).toBe(`1.${FIRST_RELEASES + 4}.0`);
    expect(selected.at(-1)?.version).toBe("1.5.0");
  });

  test("takes only prereleases that are newer than the newest stable version", () => {
    const offered = ["1.0.0-rc.1", "1.0.0", "2.0.0-beta.2", "2.0.0-rc1"].map(version => aRelease(version));
    expect(versionsOf(selectReleases(offered, []))).toEqual(["2.0.0-rc1", "2.0.0-beta.2", "1.0.0"]);
  });

  test("leaves builds of every day out, and more than ten announcements", () => {
    const offered = [
      aRelease("1.0.0"),
      aRelease("2.0.0-dev.20260101"),
      aRelease("2.0.0-canary-1a2b"),
      aRelease("2.0.0-0"),
      ...Array.from({ length: PRERELEASES + 2 }, (_, count) => aRelease(`2.0.0-alpha.${count}`)),
    ];
    const selected = versionsOf(selectReleases(offered, []));
    expect(selected).toHaveLength(PRERELEASES + 1);
    expect(selected[0]).toBe("2.0.0-alpha.11");
    expect(selected).not.toContain("2.0.0-alpha.1");
  });

  test("a package that has never been stable has its announcements", () => {
    expect(versionsOf(selectReleases([aRelease("0.1.0-alpha")], []))).toEqual(["0.1.0-alpha"]);
  });
});

describe("afterwards", () => {
  const recorded = [aRelease("3.0.0", "2026-03-01T00:00:00Z"), aRelease("2.0.0", "2026-02-01T00:00:00Z")];

  test("adds what was published since, also a fix for an old line", () => {
    const offered = [
      ...recorded,
      aRelease("3.1.0", "2026-04-02T00:00:00Z"),
      aRelease("1.0.1", "2026-04-01T00:00:00Z"),
    ];
    expect(versionsOf(selectReleases(offered, recorded))).toEqual(["3.1.0", "1.0.1"]);
  });

  test("does not fill in what was left out the first time", () => {
    expect(versionsOf(selectReleases([...recorded, aRelease("2.5.0"), aRelease("1.0.0")], recorded))).toEqual(
      [],
    );
  });

  test("misses no release of the same second", () => {
    const offered = [...recorded, aRelease("2.0.1", "2026-03-01T00:00:00Z")];
    expect(versionsOf(selectReleases(offered, recorded))).toEqual(["2.0.1"]);
  });

  test("does not fill in prereleases older than a recorded one", () => {
    const known = [aRelease("4.0.0-rc.1"), ...recorded];
    expect(versionsOf(selectReleases([...known, aRelease("4.0.0-beta.9")], known))).toEqual([]);
  });
});

test("a second run on the same offer adds nothing", () => {
  const version = fc
    .tuple(fc.nat(4), fc.nat(9), fc.nat(9), fc.constantFrom("", "", "-rc.1", "-alpha2", "-dev.3"))
    .map(([major, minor, patch, stage]) => `${major}.${minor}.${patch}${stage}`);
  const offers = fc
    .uniqueArray(version, { maxLength: 150 })
    .chain(versions =>
      fc.tuple(
        ...versions.map(one =>
          fc.integer({ min: 10, max: 28 }).map(day => aRelease(one, `2026-01-${day}T00:00:00Z`)),
        ),
      ),
    );
  fc.assert(
    fc.property(offers, offered => {
      const first = selectReleases(offered, []);
      expect([...first].sort(newestFirst)).toEqual(first);
      expect(new Set(versionsOf(first)).size).toBe(first.length);
      expect(selectReleases(offered, first)).toEqual([]);
    }),
  );
});
