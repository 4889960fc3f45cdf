import type { Entry } from "../model/entry/entry.ts";
import { entryPath, overridePath, releasesPath } from "../model/name/paths.ts";
import type { Override } from "../model/override/override.ts";
import type { Artifact, Release, Releases } from "../model/release/release.ts";

/** A right entry; any field can be replaced. */
export function anEntry(fields: Partial<Entry> & { name: string }): Entry {
  const { name, description = `About ${name}`, endpoint = `@npm:${name}`, ...rest } = fields;
  return { $schema: "../../schemas/entry.schema.json", name, description, endpoint, ...rest };
}

/** A right npm release. */
export function aRelease(version: string, fields: Partial<Release> = {}): Release {
  return { version, published: "2026-10-18T12:00:00Z", integrity: `sha512-${"A".repeat(86)}==`, ...fields };
}

/** A right artifact with its papers; any field can be replaced. */
export function anArtifact(fields: Partial<Artifact> = {}): Artifact {
  const file = (digit: string, size: number) => ({
    sha256: digit.repeat(64),
    size,
    oci: `registry.example.org/pak/libuv@sha256:${digit.repeat(64)}`,
  });
  return {
    ...file("a", 204_800),
    builder: "cmake",
    sandbox: "bubblewrap",
    tests: "passed",
    built: "2026-10-19T08:30:00Z",
    sbom: file("b", 2_048),
    provenance: file("c", 4_096),
    ...fields,
  };
}

/** A right releases document, given newest first. */
export function aReleases(name: string, ...releases: Release[]): Releases {
  return { $schema: "../../../schemas/releases.schema.json", name, releases };
}

/** The files of packages, path to text, as they are committed. */
export function catalogFiles(
  ...packages: { entry: Entry; releases?: readonly Release[]; override?: Override }[]
): Record<string, string> {
  return Object.fromEntries(
    packages.flatMap(({ entry, releases, override }) => [
      [entryPath(entry.name), renderFile(entry)],
      ...(releases === undefined
        ? []
        : [[releasesPath(entry.name), renderFile(aReleases(entry.name, ...releases))]]),
      ...(override === undefined ? [] : [[overridePath(entry.name), renderFile(override)]]),
    ]),
  );
}

/** The settings file of a small catalog. */
export function settingsFile(fields: object = {}): Record<string, string> {
  return {
    "package.json": renderFile({ name: "test", version: "1.0.0", pak: { catalog: "test", ...fields } }),
  };
}

function renderFile(document: unknown): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}
