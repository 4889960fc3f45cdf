import { parseEndpoint } from "../entry/endpoint.ts";
import { checkSecrets } from "../entry/secrets.ts";
import { listDangerous } from "../entry/unknown.ts";
import { type Finding, finding, findingsAt, type Pointer } from "../finding.ts";
import { isJsonObject, type Json, type JsonObject } from "../json.ts";
import { covers, isEmptyExpression } from "../version/coverage.ts";
import { LONGEST_EXPRESSION, parseVersionExpression } from "../version/expression.ts";
import { FIELD_CHECKS, fieldOf, unknownFinding } from "./fields.ts";
import { checkTagPattern } from "./tag-pattern.ts";

/** What an override is checked against. */
export interface OverrideContext {
  /** The entry's name. */
  readonly name: string;
  /** Keys that the entry's endpoint allows, as an override spells them; absent: any well-formed one. */
  readonly endpoints?: readonly string[];
  /** Upstream tags, when known. */
  readonly tags?: readonly string[];
  readonly hosts?: readonly string[];
}

const MOST_ENDPOINTS = 8;
const MOST_EXPRESSIONS = 64;

/** Checks an override document (design, section 5): nothing in it runs, leaves the package, or can change later. */
export function checkOverride(document: Json, context: OverrideContext): Finding[] {
  if (!isJsonObject(document))
    return [
      finding("OVERRIDE_TYPE", "an override is not an object", {
        pointer: [],
        expected: "an object of endpoints",
      }),
    ];
  const endpoints = Object.entries(document);
  if (endpoints.length === 0 || endpoints.length > MOST_ENDPOINTS) {
    return [
      finding("OVERRIDE_SIZE", `the override speaks of ${endpoints.length} endpoints`, {
        pointer: [],
        expected: `1 to ${MOST_ENDPOINTS}`,
      }),
    ];
  }
  return [
    ...listDangerous(document),
    ...checkSecrets(document),
    ...endpoints.flatMap(([key, value]) => [
      ...checkKey(key, context),
      ...findingsAt([key], checkCorrections(value, context)),
    ]),
  ];
}

/** How an override spells an endpoint: `owner/repo` of any host, or `@npm/name`. */
function checkKey(key: string, { endpoints, hosts }: OverrideContext): Finding[] {
  const endpoint = parseEndpoint(key, hosts);
  const isKey =
    endpoint !== undefined &&
    endpoint.kind !== "alias" &&
    (key.startsWith("@npm/") || /^[^@:/]+\/[^/]+$/.test(key));
  if (isKey && (endpoints === undefined || endpoints.includes(key))) return [];
  return [
    finding("OVERRIDE_ENDPOINT", `${JSON.stringify(key.slice(0, 80))} is no endpoint of this package`, {
      pointer: [key],
      expected: endpoints?.join(" or ") ?? "owner/repo or @npm/name",
    }),
  ];
}

function checkCorrections(value: Json, context: OverrideContext): Finding[] {
  if (!isJsonObject(value))
    return [
      finding("OVERRIDE_TYPE", "an endpoint's corrections are not an object", {
        expected: "version expressions with a change each",
      }),
    ];
  if (!Object.hasOwn(value, "overrides") && !Object.hasOwn(value, "versions"))
    return checkExpressions(value, [], context);
  const { versions, overrides, ...others } = value;
  const findings = Object.keys(others).map(key => ({
    ...unknownFinding(key, ["versions", "overrides"]),
    pointer: [key] as Pointer,
  }));
  if (versions !== undefined) findings.push(...(checkVersions(versions, context) as typeof findings));
  if (isJsonObject(overrides)) return [...findings, ...checkExpressions(overrides, ["overrides"], context)];
  return [
    ...findings,
    finding("OVERRIDE_TYPE", "overrides is not an object", {
      pointer: ["overrides"],
      expected: "version expressions with a change each",
    }),
  ];
}

function checkVersions(versions: Json, { tags }: OverrideContext): Finding[] {
  if (typeof versions === "string") return checkTagPattern(versions, tags);
  return [
    finding("OVERRIDE_TYPE", "versions is not a text", { pointer: ["versions"], expected: "a tag pattern" }),
  ];
}

function checkExpressions(changes: JsonObject, prefix: Pointer, context: OverrideContext): Finding[] {
  const expressions = Object.keys(changes);
  if (expressions.length === 0 || expressions.length > MOST_EXPRESSIONS) {
    return [
      finding("OVERRIDE_SIZE", `there are ${expressions.length} version expressions`, {
        pointer: prefix,
        expected: `1 to ${MOST_EXPRESSIONS}`,
      }),
    ];
  }
  return expressions.flatMap((expression, at) => {
    const pointer = [...prefix, expression];
    const found = checkExpression(expression);
    if (found.length > 0) return findingsAt(pointer, found);
    const earlier = expressions.slice(0, at).find(other => covers(other, expression));
    const covered =
      earlier === undefined
        ? []
        : [
            finding(
              "RANGE_COVERED",
              `${expression} never applies: ${earlier} stands above and accepts all of it`,
              { pointer, fix: "move it up, or remove it" },
            ),
          ];
    return [...covered, ...findingsAt(pointer, checkChange(changes[expression]!, context))];
  });
}

/** Checks a version expression that selects a change. */
export function checkExpression(expression: string): Finding[] {
  if (/^\d+$/.test(expression)) {
    return [
      finding(
        "RANGE_INTEGER",
        `${expression} would not keep its place: programs sort keys that are integers`,
        { expected: `${expression}.x` },
      ),
    ];
  }
  if (parseVersionExpression(expression) === undefined) {
    return [
      finding("RANGE_SYNTAX", `${JSON.stringify(expression.slice(0, 80))} is no version expression`, {
        expected: `>=1.2.0, ^1.2.3, ~1.2, 1.2.x or *, at most ${LONGEST_EXPRESSION} characters`,
      }),
    ];
  }
  return isEmptyExpression(expression)
    ? [finding("RANGE_EMPTY", `${expression} accepts no version`, { fix: "remove it, or mend it" })]
    : [];
}

/** Checks one change: every field known and of its shape, nothing that runs. */
function checkChange(change: Json, context: OverrideContext): Finding[] {
  if (!isJsonObject(change))
    return [finding("OVERRIDE_TYPE", "a change is not an object", { expected: "fields of a manifest" })];
  return [
    ...findScripts(change),
    ...Object.entries(change).flatMap(([key, value]) => {
      const field = fieldOf(key);
      if (isScript(field) || /^x-[a-z0-9-]+$/.test(field)) return [];
      const check = FIELD_CHECKS.get(field);
      return findingsAt(
        [key],
        check === undefined ? [unknownFinding(key, FIELD_CHECKS.keys())] : check(value, context),
      );
    }),
  ];
}

function isScript(field: string): boolean {
  return /^(?:scripts?|bin)$/i.test(field);
}

/** The original program ran `scripts` and evaluated `export.script`; names of dependencies may be such words. */
function findScripts(value: Json, pointer: Pointer = []): Finding[] {
  if (Array.isArray(value)) return value.flatMap((item: Json, at) => findScripts(item, [...pointer, at]));
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, inside]) => {
    const field = fieldOf(key);
    if (/^(?:optionalD|d)ependencies$/.test(field)) return [];
    if (!isScript(field)) return findScripts(inside, [...pointer, key]);
    return [
      finding("OVERRIDE_SCRIPT", `${key} is refused: an override is data and never runs`, {
        pointer: [...pointer, key],
        fix: "remove it; build steps go into build",
      }),
    ];
  });
}
