import { BUILDERS } from "../build/recipe.ts";
import { type Finding, finding, findingsAt, type Pointer } from "../finding.ts";
import { isJsonObject, type Json, type JsonObject } from "../json.ts";
import { parseReference } from "../oci/reference.ts";
import { isInstant } from "../text/instant.ts";
import { checkText } from "../text/text.ts";
import { checkVersion } from "../version/version.ts";
import { isIntegrity, isSha256, isTreeDigest } from "./digests.ts";
import type { ReleasedFile } from "./release.ts";
import { checkTag } from "./tag.ts";

/** Every field of a release, in the order in which a file has them. */
export const RELEASE_FIELDS: readonly string[] = [
  "version",
  "published",
  "tag",
  "commit",
  "tree",
  "integrity",
  "dependencies",
  "optionalDependencies",
  "artifact",
  "container",
  "deprecated",
  "yanked",
];

const LONGEST_REASON = 500;
const MOST_DEPENDENCIES = 1_000;

/**
 * Checks one release by itself: only known fields, one kind of pin, each in its one form.
 *
 * @param isShaped whether the schema accepted the document already
 */
export function checkRelease(value: Json, pointer: Pointer, isShaped = false): Finding[] {
  if (!isJsonObject(value)) return [finding("ENTRY_VERSIONS", "a release is not an object", { pointer })];
  const findings: Finding[] = [];
  const add = (found: Finding[], field: string) => {
    if (found.length > 0) findings.push(...findingsAt([...pointer, field], found));
  };
  for (const field of Object.keys(value)) {
    if (!RELEASE_FIELDS.includes(field))
      add(
        [
          finding("ENTRY_VERSIONS", `${JSON.stringify(field.slice(0, 60))} is no field of a release`, {
            fix: "remove it",
          }),
        ],
        field,
      );
  }
  add(checkVersion(value.version), "version");
  if (!isInstant(value.published)) {
    add(
      [
        finding("VERSION_DATE", "the time of publication is missing or not UTC with seconds", {
          expected: "2026-10-18T12:00:00Z",
        }),
      ],
      "published",
    );
  }
  for (const field of ["deprecated", "yanked"] as const) {
    if (value[field] !== undefined) add(checkText(value[field], LONGEST_REASON), field);
  }
  for (const field of ["dependencies", "optionalDependencies"] as const) {
    if (value[field] !== undefined) add(checkDependencies(value[field]), field);
  }
  if (value.artifact !== undefined) add(checkArtifact(value.artifact), "artifact");
  if (value.container !== undefined) add(checkContainer(value.container), "container");
  findings.push(...findingsAt(pointer, checkPin(value, isShaped)));
  return findings;
}

/** A git release is pinned by tag, commit and tree; an npm release by integrity; none by both. */
function checkPin({ tag, commit, tree, integrity }: JsonObject, isShaped: boolean): Finding[] {
  if (integrity !== undefined && tag === undefined && commit === undefined && tree === undefined) {
    if (typeof integrity === "string" && integrity.length === 95 && (isShaped || isIntegrity(integrity)))
      return [];
    return [
      finding("VERSION_INTEGRITY", "integrity is not a SHA-512", {
        pointer: ["integrity"],
        expected: "sha512- and 88 characters of base64",
      }),
    ];
  }
  if (integrity !== undefined) {
    return [
      finding("VERSION_PIN", "a release has an npm pin and a git pin", {
        expected: "integrity, or tag, commit and tree",
      }),
    ];
  }
  const findings = findingsAt(["tag"], checkTag(tag));
  if (typeof commit !== "string" || !/^[0-9a-f]{40}$/.test(commit) || /^0+$/.test(commit)) {
    findings.push(
      finding("VERSION_COMMIT", "commit is no full commit id", {
        pointer: ["commit"],
        expected: "40 lower-case hex digits",
      }),
    );
  }
  if (typeof tree !== "string" || !isTreeDigest(tree)) {
    findings.push(
      finding("VERSION_TREE", "tree is no digest of the files", {
        pointer: ["tree"],
        expected: "h1: and 44 characters of base64 (Go dirhash Hash1)",
      }),
    );
  }
  return findings;
}

/** Names and expressions are npm's or upstream's: bounded plain text, resolved later. */
function checkDependencies(value: Json | undefined): Finding[] {
  if (
    !isJsonObject(value) ||
    Object.keys(value).length === 0 ||
    Object.keys(value).length > MOST_DEPENDENCIES
  ) {
    return [
      finding("VERSION_DEPENDENCIES", "dependencies are no list of names", {
        expected: `1 to ${MOST_DEPENDENCIES} names, each with an expression; leave the field out when there are none`,
      }),
    ];
  }
  return Object.entries(value).flatMap(([name, expression]) => {
    const isRight =
      /^(?:@[a-z0-9~-][\w.~-]*\/)?[A-Za-z0-9~_-][\w.~-]*$/.test(name) &&
      name.length <= 214 &&
      typeof expression === "string" &&
      expression.length <= 256 &&
      /^[\x20-\x7e]*$/.test(expression);
    return isRight
      ? []
      : [
          finding(
            "VERSION_DEPENDENCIES",
            `the dependency ${JSON.stringify(name.slice(0, 60))} is not in order`,
            { pointer: [name] },
          ),
        ];
  });
}

/** UTF-16 units of a reference. */
const LONGEST_REFERENCE = 256;

/** What an artifact may say of how it was built, and in which words. */
const BUILT: Readonly<Record<string, (value: Json) => boolean>> = {
  builder: value => (BUILDERS as readonly Json[]).includes(value),
  sandbox: value => value === "bubblewrap" || value === "none",
  tests: value => value === "passed" || value === "none",
  built: isInstant,
  sbom: value => isReleasedFile(value),
  provenance: value => isReleasedFile(value),
};

function checkArtifact(value: Json): Finding[] {
  return isReleasedFile(value, BUILT)
    ? []
    : [
        finding("VERSION_ARTIFACT", "artifact is not in order", {
          expected: `sha256 (64 hex), size (bytes) and oci (a reference); of the build: ${Object.keys(BUILT).join(", ")}`,
        }),
      ];
}

/**
 * Whether a value names a file in a registry, and says nothing else of it.
 *
 * @param more fields that it may have besides, and what they have to be
 */
export function isReleasedFile(value: Json, more: typeof BUILT = {}): value is JsonObject & ReleasedFile {
  const { sha256, size, oci, ...rest } = isJsonObject(value) ? value : {};
  return (
    isSha256(sha256) &&
    typeof size === "number" &&
    size >= 0 &&
    isReference(oci) &&
    Object.entries(rest).every(([field, said]) => Object.hasOwn(more, field) && more[field]!(said))
  );
}

function isReference(value: Json | undefined): boolean {
  return (
    typeof value === "string" && value.length <= LONGEST_REFERENCE && parseReference(value) !== undefined
  );
}

function checkContainer(value: Json): Finding[] {
  return isReference(value) && parseReference(value as string)?.digest !== undefined
    ? []
    : [
        finding("VERSION_CONTAINER", "container is no image", {
          expected: "REGISTRY/NAME@sha256: and 64 hex digits",
        }),
      ];
}
