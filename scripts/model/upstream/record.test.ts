import { describe, expect, test } from "vitest";
import type { Release } from "../release/release.ts";
import { openCooldown } from "./cooldown.ts";
import { recordReleases } from "./record.ts";
import { NOTHING_SKIPPED, type Upstream } from "./upstream.ts";

const UNTIL = "2026-06-01T00:00:00Z";
const COOLDOWN = openCooldown(new Date("2026-06-04T00:00:00Z"), 72);

function aRelease(version: string, more: Partial<Release> = {}): Release {
  return { version, published: "2026-01-01T00:00:00Z", integrity: `sha512-${version}`, ...more };
}

function anUpstream(releases: readonly Release[], more: readonly string[] = []): Upstream {
  const versions = [...releases.map(release => release.version), ...more];
  return { releases, versions, skipped: NOTHING_SKIPPED };
}

const codesOf = (found: readonly { code: string }[]) => found.map(({ code }) => code);

describe("recordReleases", () => {
  test("puts new releases among the recorded ones, newest first", () => {
    const recorded = [aRelease("2.0.0"), aRelease("1.0.0")];
    const upstream = anUpstream([...recorded, aRelease("1.5.0"), aRelease("2.1.0")]);
    const { releases, added, findings } = recordReleases(recorded, upstream, COOLDOWN);
    expect(releases.map(release => release.version)).toEqual(["2.1.0", "2.0.0", "1.5.0", "1.0.0"]);
    expect(added.map(release => release.version)).toEqual(["2.1.0", "1.5.0"]);
    expect(findings).toEqual([]);
  });

  test("gives the very same array back when nothing is new", () => {
    const recorded = [aRelease("1.0.0")];
    expect(recordReleases(recorded, anUpstream([aRelease("1.0.0")]), COOLDOWN).releases).toBe(recorded);
  });

  test("waits for the cooldown, to the second", () => {
    const upstream = anUpstream([
      aRelease("1.0.0", { published: UNTIL }),
      aRelease("1.0.1", { published: "2026-06-01T00:00:01Z" }),
    ]);
    const { releases, held } = recordReleases([], upstream, COOLDOWN);
    expect(releases.map(release => release.version)).toEqual(["1.0.0"]);
    const waiting = { since: "2026-06-01T00:00:01Z", until: "2026-06-04T00:00:01Z" };
    expect(held).toEqual([{ version: "1.0.1", code: "COOLDOWN", waiting }]);
  });

  test("records nothing anew that its own maintainers advise against", () => {
    const upstream = anUpstream([aRelease("1.0.0", { deprecated: "use 2" }), aRelease("2.0.0")]);
    const { added, held } = recordReleases([], upstream, COOLDOWN);
    expect(added.map(release => release.version)).toEqual(["2.0.0"]);
    expect(held).toEqual([{ version: "1.0.0", code: "NPM_DEPRECATED" }]);
  });

  test("never takes over another digest, and believes nothing else of that upstream", () => {
    const recorded = [aRelease("1.0.0")];
    const upstream = anUpstream([
      aRelease("1.0.0", { integrity: "sha512-other", deprecated: "use 2" }),
      aRelease("2.0.0"),
    ]);
    const { releases, added, findings } = recordReleases(recorded, upstream, COOLDOWN);
    expect(releases).toBe(recorded);
    expect(added).toEqual([]);
    expect(codesOf(findings)).toEqual(["VERSION_MUTATED"]);
  });

  test("a digest that is gone is a changed one", () => {
    const { findings } = recordReleases([aRelease("1.0.0")], anUpstream([], ["1.0.0"]), COOLDOWN);
    expect(codesOf(findings)).toEqual(["VERSION_MUTATED"]);
  });

  test("reports a version that is gone, keeps it, and goes on", () => {
    const recorded = [aRelease("1.0.0")];
    const { releases, findings } = recordReleases(recorded, anUpstream([aRelease("2.0.0")]), COOLDOWN);
    expect(releases.map(release => release.version)).toEqual(["2.0.0", "1.0.0"]);
    expect(codesOf(findings)).toEqual(["VERSION_REMOVED"]);
  });

  test("a yanked version may be gone", () => {
    const { findings } = recordReleases([aRelease("1.0.0", { yanked: "malware" })], anUpstream([]), COOLDOWN);
    expect(findings).toEqual([]);
  });

  test("adds what upstream says of a recorded version, once", () => {
    const before = recordReleases(
      [aRelease("1.0.0")],
      anUpstream([aRelease("1.0.0", { deprecated: "use 2" })]),
      COOLDOWN,
    );
    expect(before.releases).toEqual([aRelease("1.0.0", { deprecated: "use 2" })]);
    expect(before.deprecated).toHaveLength(1);
    const after = recordReleases(
      before.releases,
      anUpstream([aRelease("1.0.0", { deprecated: "use 3" })]),
      COOLDOWN,
    );
    expect(after.releases).toBe(before.releases);
  });
});
