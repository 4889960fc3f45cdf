import { latestOf } from "../release/latest.ts";
import type { Artifact, Release } from "../release/release.ts";
import type { PackageParts } from "./build.ts";

/**
 * `api/v1/badges/NAME.json`: how the newest release was built, as Shields draws it
 * (https://shields.io/badges/endpoint-badge).
 */
export interface Badge {
  readonly schemaVersion: 1;
  readonly label: string;
  readonly message: string;
  /** One of Shields' names of colours. */
  readonly color: "brightgreen" | "yellow" | "red" | "lightgrey";
}

/** The badge of a package of which the catalog has built anything; no other has one. */
export function buildBadge({ entry, releases }: PackageParts): Badge | undefined {
  if (!releases.some(release => release.artifact !== undefined)) return undefined;
  const said = entry.retracted === undefined ? describe(latestOf(releases)) : RETRACTED;
  return { schemaVersion: 1, label: "pak", ...said };
}

type Said = Pick<Badge, "message" | "color">;

const RETRACTED: Said = { message: "retracted", color: "red" };

function describe(latest: Release | undefined): Said {
  if (latest === undefined) return { message: "every release yanked", color: "red" };
  const { version, artifact } = latest;
  if (artifact === undefined) return { message: `${version} not built yet`, color: "lightgrey" };
  return {
    message: `${version} ${renderBuilt(artifact)}`,
    color: isWhole(artifact) ? "brightgreen" : "yellow",
  };
}

function renderBuilt({ sandbox, tests }: Artifact): string {
  const built = sandbox === "none" ? "built without sandbox" : "built";
  const tested = { passed: ", tests passed", none: ", no tests" };
  return tests === undefined ? built : `${built}${tested[tests]}`;
}

/** Whether nothing about the build gives pause. */
function isWhole({ sandbox, tests }: Artifact): boolean {
  return sandbox !== "none" && tests === "passed";
}
