import { describe, expect, test } from "vitest";
import { aDigest, aPackument } from "../../test/registry.ts";
import { parsePackument } from "./packument.ts";

describe("parsePackument", () => {
  test("takes over the facts of each version", () => {
    const document = aPackument("less", {
      "4.2.0": {
        dependencies: { tslib: "^2.3.0", errno: "^0.1.1" },
        optionalDependencies: { errno: "^0.1.1" },
        deprecated: "old",
        scripts: { postinstall: "evil" },
      },
    });
    expect(parsePackument(document, "less")).toEqual({
      versions: ["4.2.0"],
      releases: [
        {
          version: "4.2.0",
          published: "2026-01-01T12:00:00Z",
          integrity: aDigest("4.2.0"),
          dependencies: { tslib: "^2.3.0" },
          optionalDependencies: { errno: "^0.1.1" },
          deprecated: "old",
        },
      ],
      skipped: { versions: 0, undigested: 0, undated: 0, dependencies: 0, tags: 0 },
    });
  });

  test("brings dates of any zone to UTC", () => {
    const document = aPackument("a", { "1.0.0": { published: "2026-01-01T00:30:00.5+01:00" } });
    expect(parsePackument(document, "a")?.releases[0]?.published).toBe("2025-12-31T23:30:00Z");
  });

  test("takes the SHA-512 out of several digests", () => {
    const document = aPackument("a", {
      "1.0.0": { integrity: `sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk= ${aDigest("x")}` },
    });
    expect(parsePackument(document, "a")?.releases[0]?.integrity).toBe(aDigest("x"));
  });

  test.each(["v1.0.0", "1.0", "1.0.0+build", "01.0.0", "__proto__", "constructor", "../1.0.0", "1.0.0\n"])(
    "skips the version %j",
    version => {
      const text = JSON.stringify(aPackument("a", { "2.0.0": {} }));
      const document: unknown = JSON.parse(
        text.replace(
          '"versions":{',
          `"versions":{${JSON.stringify(version)}:{"dist":{"integrity":"${aDigest("x")}"}},`,
        ),
      );
      const upstream = parsePackument(document, "a");
      expect(upstream?.releases.map(release => release.version)).toEqual(["2.0.0"]);
      expect(upstream?.skipped.versions).toBe(1);
    },
  );

  test.each([
    {},
    { shasum: "00" },
    { integrity: "sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=" },
    { integrity: 7 },
    null,
    "x",
  ])("skips a version whose dist is %j", dist => {
    const upstream = parsePackument({ ...aPackument("a", { "1.0.0": { dist } }) }, "a");
    expect(upstream).toMatchObject({ versions: ["1.0.0"], releases: [], skipped: { undigested: 1 } });
  });

  test.each(["", "yesterday", "2026-13-01T00:00:00Z", "+275760-09-13T00:00:00Z"])(
    "skips the date %j",
    published => {
      const upstream = parsePackument(aPackument("a", { "1.0.0": { published } }), "a");
      expect(upstream).toMatchObject({ releases: [], skipped: { undated: 1 } });
    },
  );

  test("a package that was taken back has no versions", () => {
    const document = { name: "a", time: { unpublished: { time: "2026-01-01T00:00:00Z" } } };
    expect(parsePackument(document, "a")).toMatchObject({ versions: [], releases: [] });
  });

  test.each([null, [], "x", {}, { name: "b", versions: {} }])(
    "%j is no metadata of the package",
    document => {
      expect(parsePackument(document, "a")).toBeUndefined();
    },
  );
});
