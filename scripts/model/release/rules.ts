import { type Finding, finding, findingsAt } from "../finding.ts";
import { isJsonObject, type Json, type JsonObject } from "../json.ts";
import { checkName } from "../name/name.ts";
import { compareVersions, isVersion } from "../version/version.ts";
import { checkRelease } from "./fields.ts";
import type { Release } from "./release.ts";

/** What a releases file is checked against. */
export interface ReleasesContext {
  /** Where it lies; its last part has to be NAME.json. */
  readonly path?: string;
  /** What the base commit holds, when there is one: history only grows. */
  readonly previous?: readonly Release[];
  /** Whether the schema accepted the document: its costliest pattern need not be matched again. */
  readonly isShaped?: boolean;
}

/** One thing that a releases file must be. */
export type ReleasesRule = (
  document: JsonObject,
  releases: readonly Json[],
  context: ReleasesContext,
) => Finding[];

const SCHEMA = "../../../schemas/releases.schema.json";
const FIELDS = ["$schema", "name", "repository", "releases"];

/** What may be added to a recorded release, and nothing else. */
const ADDABLE = new Set(["yanked", "deprecated", "artifact", "container"]);

const checkFields: ReleasesRule = (document, _, { path }) => {
  const findings = findingsAt(["name"], checkName(document.name));
  for (const field of Object.keys(document)) {
    if (!FIELDS.includes(field))
      findings.push(
        finding("ENTRY_UNKNOWN_FIELD", `${JSON.stringify(field.slice(0, 60))} is no field here`, {
          pointer: [field],
          fix: "remove it",
        }),
      );
  }
  if (document.$schema !== SCHEMA) {
    findings.push(
      finding("ENTRY_UNKNOWN_FIELD", "$schema is not the catalog's", {
        pointer: ["$schema"],
        expected: SCHEMA,
      }),
    );
  }
  const file = path?.slice(path.lastIndexOf("/") + 1);
  if (file !== undefined && file !== `${document.name}.json`) {
    findings.push(
      finding("ENTRY_FILENAME", `the name inside is ${document.name}, the file is ${file}`, {
        pointer: ["name"],
      }),
    );
  }
  return findings;
};

const checkRepository: ReleasesRule = ({ repository }) => {
  if (repository === undefined) return [];
  const isId = (value: Json | undefined) =>
    typeof value === "number" && Number.isSafeInteger(value) && value > 0;
  const isRight =
    isJsonObject(repository) &&
    isId(repository.id) &&
    isId(repository.owner) &&
    Object.keys(repository).length === 2;
  return isRight
    ? []
    : [
        finding("ENTRY_REPOSITORY", "repository is not in order", {
          pointer: ["repository"],
          expected: "numeric id and owner",
        }),
      ];
};

const checkEach: ReleasesRule = (_, releases, { isShaped = false }) => {
  const findings: Finding[] = [];
  for (let at = 0; at < releases.length; at++)
    findings.push(...checkRelease(releases[at]!, ["releases", at], isShaped));
  return findings;
};

/** Newest first, no version twice. */
const checkOrder: ReleasesRule = (_, releases) => {
  const findings: Finding[] = [];
  for (let at = 1; at < releases.length; at++) {
    const [before, version] = [versionOf(releases[at - 1]), versionOf(releases[at])];
    if (!isVersion(before) || !isVersion(version)) continue;
    const order = before === version ? 0 : compareVersions(before, version);
    const pointer = ["releases", at, "version"];
    if (order === 0)
      findings.push(finding("VERSION_DUPLICATE", `${version} stands twice`, { pointer, fix: "keep one" }));
    if (order > 0)
      findings.push(
        finding("VERSION_ORDER", `${version} stands below ${before}`, {
          pointer,
          expected: "newest first",
          fix: "run: npx pak check --fix",
        }),
      );
  }
  return findings;
};

/** History only grows: what was recorded stays as it is, save that it may be marked (design, section 6). */
const checkHistory: ReleasesRule = (_, releases, { previous = [] }) => {
  if (previous.length === 0) return [];
  const now = new Map(
    releases.flatMap((release): [Json | undefined, JsonObject][] =>
      isJsonObject(release) ? [[release.version, release]] : [],
    ),
  );
  return previous.flatMap(before => {
    const after = now.get(before.version);
    const pointer = ["releases"];
    if (after === undefined) {
      return [
        finding("VERSION_REMOVED", `${before.version} was recorded and is gone`, {
          pointer,
          expected: "every recorded release",
          fix: "put it back; mark it yanked to withdraw it",
        }),
      ];
    }
    return isGrown(before as unknown as JsonObject, after)
      ? []
      : [
          finding("VERSION_MUTATED", `${before.version} is not what was recorded`, {
            pointer,
            expected: "the release as it was",
            fix: "put it back; if upstream moved its tag, record nothing and report it",
          }),
        ];
  });
};

function isGrown(before: JsonObject, after: JsonObject): boolean {
  const fields = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...fields].every(field => {
    if (JSON.stringify(before[field]) === JSON.stringify(after[field])) return true;
    // A mark may be added or reworded; an artifact and an image are bytes that someone may already have.
    const isBytes = field === "artifact" || field === "container";
    return ADDABLE.has(field) && after[field] !== undefined && (!isBytes || before[field] === undefined);
  });
}

function versionOf(release: Json | undefined): Json | undefined {
  return isJsonObject(release) ? release.version : undefined;
}

/** Every rule of a releases file: a new one is a function above and a line here. */
export const releasesRules: readonly ReleasesRule[] = [
  checkFields,
  checkRepository,
  checkEach,
  checkOrder,
  checkHistory,
];

/** Applies every rule that needs nothing but the file and what it was (design, section 6). */
export function checkReleases(document: JsonObject, context: ReleasesContext = {}): Finding[] {
  const { releases } = document;
  if (!Array.isArray(releases))
    return [
      finding("ENTRY_VERSIONS", "releases is not a list", { pointer: ["releases"], expected: "a list" }),
    ];
  const findings: Finding[] = [];
  for (const rule of releasesRules)
    for (const found of rule(document, releases, context)) findings.push(found);
  return findings;
}
