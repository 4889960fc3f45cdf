import type { Found } from "../../client.ts";
import { latestOf } from "../../model/release/latest.ts";
import type { Release } from "../../model/release/release.ts";

/** Versions shown before the rest is only counted. */
const MOST_VERSIONS = 10;

/** A package as a person reads it. */
export function renderPackageInfo({ document, hops, resolved }: Found, asked: Release | undefined): string[] {
  const { entry } = document;
  const latest = latestOf(resolved.releases);
  const release = asked ?? latest;
  const rows: (readonly [string, string | undefined])[] = [
    ["alias of", hops.length === 0 ? undefined : hops.join(" → ")],
    ["lives at", resolved.entry.endpoint],
    ["homepage", resolved.entry.homepage],
    ["license", resolved.entry.license],
    ["keywords", resolved.entry.keywords?.join(", ")],
    [
      "owners",
      entry.owners?.map(owner => owner.github?.login ?? owner.email).join(", ") ?? "the maintainers",
    ],
    ["published", release?.published],
    ["digest", release?.integrity ?? release?.tree],
    ["built as", release?.artifact?.oci],
    ["image", release?.container],
    ["depends on", renderDependencies(release)],
    [
      "override",
      resolved.override === undefined ? undefined : `corrects ${Object.keys(resolved.override).join(", ")}`,
    ],
    ["versions", renderVersions(resolved.releases)],
    ["deprecated", release?.deprecated],
    ["yanked", release?.yanked],
    ["retracted", entry.retracted && `${entry.retracted.date}: ${entry.retracted.reason}`],
  ];
  const title = [document.name, release?.version].filter(Boolean).join(" ");
  return [
    `${title}: ${entry.description}`,
    ...rows.flatMap(([label, value]) => (value === undefined ? [] : [`  ${label.padEnd(11)}${value}`])),
  ];
}

function renderDependencies(release: Release | undefined): string | undefined {
  const dependencies = Object.entries(release?.dependencies ?? {});
  return dependencies.length === 0
    ? undefined
    : dependencies.map(([name, expression]) => `${name} ${expression}`).join(", ");
}

function renderVersions(releases: readonly Release[]): string {
  if (releases.length === 0) return "none recorded yet";
  const shown = releases
    .slice(0, MOST_VERSIONS)
    .map(release => release.version + (release.yanked === undefined ? "" : " (yanked)"));
  const more = releases.length - shown.length;
  return shown.join(", ") + (more > 0 ? ` and ${more} older` : "");
}
