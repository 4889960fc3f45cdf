import { listDangerous } from "../entry/unknown.ts";
import { type Finding, finding, findingsAt } from "../finding.ts";
import { isJsonObject, type Json, type JsonObject } from "../json.ts";
import { blend } from "../manifest/blend.ts";
import { FIELD_CHECKS } from "../override/fields.ts";

/**
 * Fields of an override that a package does not set itself. Name and version are the catalog's; so are the
 * dependencies, which it recorded with the release: to resolve a version needs no download, and a changed file
 * changes no choice. A recipe runs in the catalog's build job only. `import` speaks of the package as an
 * application of its own, and exports nothing of it elsewhere.
 */
const NOT_OWN = new Set(["name", "version", "dependencies", "optionalDependencies", "build", "import"]);

/** What a `package.json` says about the package for people; its other fields are npm's. */
const NPM_FIELDS = [
  "title",
  "description",
  "license",
  "keywords",
  "homepage",
  "author",
  "bugs",
  "repository",
];

/**
 * A package's own manifest, as the change of the lowest layer (`blend` stands as `=blend`, so that the prefixes
 * inside it survive until it is blended into the application). Only fields that an override may have and
 * `x-…` are taken, each if it passes the check of an override: what a package says of itself runs nothing either.
 *
 * In a `pak.json`, what fails is left out with a warning; `scripts`, `bin` and fields of other programs without one.
 * A `package.json` counts only where there is no `pak.json`, for its description and its `pak` member, and what
 * fails there is left out in silence: its author did not write for this catalog.
 *
 * Source: `Package.loadPackage` of the original program.
 *
 * @param files the parsed documents, absent where the package has no such file
 */
export function readOwnManifest(files: { readonly pakJson?: Json; readonly packageJson?: Json }): {
  manifest: JsonObject;
  findings: Finding[];
} {
  if (files.pakJson === undefined) return { manifest: readNpmFields(files.packageJson), findings: [] };
  if (isJsonObject(files.pakJson)) return selectFields(blendPakMember(files.pakJson));
  const expected = "an object";
  return {
    manifest: {},
    findings: [
      finding("MANIFEST_TYPE", "the package's pak.json is not an object", {
        severity: "warning",
        pointer: [],
        expected,
      }),
    ],
  };
}

/**
 * A `pak.json` or `package.json` with its `pak` member blended over its top. `pak.version` is left out: it names the
 * version of the program. Prefixes in new fields stay as they are written.
 */
export function blendPakMember({ pak, ...document }: JsonObject): JsonObject {
  if (!isJsonObject(pak)) return document;
  const { version: _, ...members } = pak;
  const change = Object.entries(members).map(([key, value]) => [
    Object.hasOwn(document, key) ? key : `=${key}`,
    value,
  ]);
  return blend(document, Object.fromEntries(change));
}

function readNpmFields(document: Json | undefined): JsonObject {
  if (!isJsonObject(document)) return {};
  const described = Object.entries(document).filter(([key]) => NPM_FIELDS.includes(key) || key === "pak");
  return selectFields(blendPakMember(Object.fromEntries(described))).manifest;
}

function selectFields(document: JsonObject): { manifest: JsonObject; findings: Finding[] } {
  const manifest: Record<string, Json> = {};
  const findings: Finding[] = [];
  for (const [field, value] of Object.entries(document)) {
    const found = checkField(field, value);
    if (found === undefined) continue;
    findings.push(...findingsAt([field], found).map(each => ({ ...each, severity: "warning" as const })));
    if (found.length === 0) manifest[field === "blend" ? "=blend" : field] = value;
  }
  return { manifest, findings };
}

/** `undefined` for a field that is not taken from a package. */
function checkField(field: string, value: Json): Finding[] | undefined {
  if (NOT_OWN.has(field)) return undefined;
  if (/^x-[a-z0-9-]+$/.test(field)) return listDangerous(value);
  const check = FIELD_CHECKS.get(field);
  return check && [...check(value, { name: "" }), ...listDangerous(value)];
}
