import type { Build } from "../build/build.ts";
import { readAt } from "../build/paper.ts";
import { type Finding, finding, isBlocking } from "../finding.ts";
import type { Selection } from "../install/selection.ts";
import { isJsonObject, type Json } from "../json.ts";
import { blendLayers } from "../manifest/layers.ts";
import { isInstant } from "../text/instant.ts";

/** What a build is compared with. */
export interface ExpectedBuild {
  /** As the catalog has recorded it. */
  readonly selection: Selection;
  /** SHA-256 of the selection's layers, hex. */
  readonly layers: string;
  /** The name that its artifact has to have. */
  readonly artifact: string;
  readonly now: Date;
}

/** Milliseconds that the clock of another machine may be ahead. */
const SKEW = 600_000;

/** Whether what an untrusted build says of itself is a build of the recorded version that may be released. */
export function checkBuild(build: Build, expected: ExpectedBuild): Finding[] {
  return [...checkSubject(build, expected), ...checkOutcome(build, expected), ...checkFiles(build, expected)];
}

/** It has to be of this version, from the source that was recorded, with what the catalog says now. */
function checkSubject(build: Build, { selection, layers, now }: ExpectedBuild): Finding[] {
  const { name, version, endpoint, pin } = selection;
  const same = (field: string, is: Json, should: Json): Finding[] => {
    if (JSON.stringify(is) === JSON.stringify(should)) return [];
    return [
      refuse("BUILD_OTHER", `${field} is not what the catalog has recorded`, field, JSON.stringify(should)),
    ];
  };
  const stale = refuse(
    "BUILD_STALE",
    "the catalog says something else of this version by now",
    "layers",
    layers,
  );
  const isPast = isInstant(build.started) && Date.parse(build.started) <= now.getTime() + SKEW;
  return [
    ...same("name", build.name, name),
    ...same("version", build.version, version),
    ...same("endpoint", build.endpoint, endpoint),
    ...same("pin", { ...build.pin }, { ...pin }),
    ...(build.layers === layers ? [] : [stale]),
    ...(isPast ? [] : [refuse("BUILD_TIME", "it has not begun yet", "started", "a time in the past")]),
  ];
}

function checkOutcome({ outcome, tests, findings }: Build, { selection }: ExpectedBuild): Finding[] {
  if (outcome !== "passed" || tests === "failed" || findings.some(isBlocking))
    return [refuse("BUILD_FAILED", "the build did not pass", "outcome", "passed")];
  if (tests === "passed" || hasNoTests(selection)) return [];
  return [
    finding("BUILD_UNTESTED", "nothing was tested, and the catalog does not say that this is meant", {
      pointer: ["tests"],
      expected: "passed",
      fix: `name the tests in overrides/${selection.name}.json ("test" of "build"), or say with "test": [] that there are none`,
    }),
  ];
}

/** Only the catalog's word counts: what the package says of itself came through the build. */
function hasNoTests({ layers }: Selection): boolean {
  const { build } = blendLayers(layers);
  return isJsonObject(build) && Array.isArray(build.test) && build.test.length === 0;
}

function checkFiles(build: Build, { artifact }: ExpectedBuild): Finding[] {
  const missing = (["artifact", "sbom", "provenance"] as const).filter(field => build[field] === undefined);
  const isNamed = build.artifact === undefined || build.artifact.file === artifact;
  return [
    ...missing.map(field => refuse("BUILD_FILE", `there is no ${field}`, field, "a file")),
    ...(isNamed ? [] : [refuse("BUILD_FILE", "the artifact has another name", "artifact", artifact)]),
  ];
}

/** Whether a provenance that is right by itself says the same as `build.json`. */
export function checkAgreement(provenance: Json, build: Build): Finding[] {
  const isText = (value: unknown): value is string => typeof value === "string";
  const definition = ["predicate", "buildDefinition"] as const;
  const said = {
    builder: readAt(provenance, isText, ...definition, "externalParameters", "builder"),
    sandbox: readAt(provenance, isText, ...definition, "internalParameters", "sandbox"),
    layers: readAt(provenance, isText, ...definition, "internalParameters", "layers"),
    started: readAt(provenance, isText, "predicate", "runDetails", "metadata", "startedOn"),
  };
  return (["builder", "sandbox", "layers", "started"] as const)
    .filter(field => said[field] !== build[field])
    .map(field => refuse("BUILD_PROVENANCE", `${field} is another in the provenance`, field, build[field]));
}

function refuse(code: string, message: string, field: string, expected: string): Finding {
  return finding(code, message, { pointer: [field], expected, fix: "build it again: pak build" });
}
