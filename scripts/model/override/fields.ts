import { BUILDERS } from "../build/recipe.ts";
import { checkEndpoint } from "../entry/endpoint.ts";
import { type Finding, finding, findingsAt } from "../finding.ts";
import { isJsonObject, type Json } from "../json.ts";
import { isSha256 } from "../release/digests.ts";
import { checkText } from "../text/text.ts";
import { checkUrl } from "../text/url.ts";
import { parseVersionExpression } from "../version/expression.ts";
import { checkVersion } from "../version/version.ts";
import { checkGlob } from "./glob.ts";

/** Checks the value of one field of a change; pointers begin at the value. */
type FieldCheck = (value: Json, context: { readonly name: string }) => Finding[];

const LONGEST_TEXT = 2_000;

/** What a change may set. Anything else is refused, save `x-…`, which only its author reads. */
export const FIELD_CHECKS: ReadonlyMap<string, FieldCheck> = new Map<string, FieldCheck>([
  [
    "name",
    (value, { name }) =>
      value === name
        ? []
        : [
            finding("OVERRIDE_RENAME", "a change gives the package another name", {
              expected: name,
              fix: "publish an alias instead",
            }),
          ],
  ],
  [
    "version",
    value => [
      ...checkVersion(value),
      finding("OVERRIDE_UNKNOWN_FIELD", "a change can't set the version", { fix: "remove it" }),
    ],
  ],
  ["title", checkLine],
  ["description", checkLine],
  ["license", checkLine],
  ["keywords", value => checkList(value, checkLine)],
  ["homepage", value => checkUrl(value)],
  ["author", value => checkPerson(value)],
  ["bugs", value => (typeof value === "string" ? checkUrl(value) : checkPerson(value))],
  ["repository", checkRepository],
  ["dependencies", checkDependencies],
  ["optionalDependencies", checkDependencies],
  ["files", checkGlobs],
  ["ignore", checkGlobs],
  ["export", checkExport],
  ["import", value => (typeof value === "boolean" ? [] : checkGlobs(value))],
  ["blend", checkFree],
  ["manage", checkFree],
  ["directories", value => checkMap(value, checkGlobs)],
  ["profiles", checkFree],
  ["render", checkFree],
  ["build", checkBuild],
]);

/** A key without its blend prefix. */
export function fieldOf(key: string): string {
  return key.replace(/^[+\-=?]/, "");
}

function typeFinding(expected: string): Finding[] {
  return [finding("OVERRIDE_TYPE", "the value has another shape than this field", { expected })];
}

function checkLine(value: Json): Finding[] {
  return typeof value === "string" ? checkText(value, LONGEST_TEXT) : typeFinding("a text");
}

function checkList(value: Json, check: (item: Json) => Finding[]): Finding[] {
  if (!Array.isArray(value)) return typeFinding("a list");
  return value.flatMap((item: Json, at) => findingsAt([at], check(item)));
}

function checkMap(value: Json, check: (item: Json) => Finding[]): Finding[] {
  if (!isJsonObject(value)) return typeFinding("an object");
  return Object.entries(value).flatMap(([key, item]) => findingsAt([key], check(item)));
}

/** One pattern, or several. */
function checkGlobs(value: Json): Finding[] {
  if (Array.isArray(value)) return checkList(value, checkGlobs);
  return typeof value === "string" ? checkGlob(value) : typeFinding("a pattern of files, or a list of them");
}

function checkPerson(value: Json): Finding[] {
  if (typeof value === "string") return checkLine(value);
  return checkMembers(
    value,
    new Map([
      ["name", checkLine],
      ["email", checkLine],
      ["url", (url: Json) => checkUrl(url)],
    ]),
  );
}

function checkMembers(value: Json, checks: ReadonlyMap<string, (value: Json) => Finding[]>): Finding[] {
  if (!isJsonObject(value)) return typeFinding(`an object with ${[...checks.keys()].join(", ")}`);
  return Object.entries(value).flatMap(([key, item]) => {
    const check = checks.get(fieldOf(key));
    return findingsAt([key], check === undefined ? [unknownFinding(key, checks.keys())] : check(item));
  });
}

export function unknownFinding(key: string, known: Iterable<string>): Finding {
  return finding("OVERRIDE_UNKNOWN_FIELD", `${JSON.stringify(key.slice(0, 60))} is no field here`, {
    expected: [...known].join(", "),
    fix: "remove it",
  });
}

function checkRepository(value: Json): Finding[] {
  if (typeof value === "string") return checkRepositoryUrl(value);
  return checkMembers(
    value,
    new Map([
      ["type", checkLine],
      ["url", checkRepositoryUrl],
      ["patch", checkPatch],
    ]),
  );
}

function checkRepositoryUrl(value: Json): Finding[] {
  const isAddress =
    typeof value === "string" && value.startsWith("https://") && checkEndpoint(value).length === 0;
  return isAddress
    ? []
    : [
        finding("OVERRIDE_REPOSITORY", "the repository is no https address of a known host", {
          expected: "https://HOST/OWNER/REPO.git",
        }),
      ];
}

/** A patch is bytes that can't change: an immutable address and their digest. */
function checkPatch(value: Json): Finding[] {
  const digest = isJsonObject(value) ? value.sha256 : undefined;
  if (!isJsonObject(value) || !isSha256(digest)) {
    return [
      finding("PATCH_UNPINNED", "the patch has no digest", {
        expected: '{ "url": "https://…", "sha256": 64 hex digits }',
      }),
    ];
  }
  const checks = new Map([
    ["url", (url: Json) => checkUrl(url, "download")],
    ["sha256", () => [] as Finding[]],
  ]);
  return [...checkMembers(value, checks), ...(value.url === undefined ? typeFinding("url and sha256") : [])];
}

function checkDependencies(value: Json): Finding[] {
  return checkMap(value, expression => {
    const isRight =
      expression === "match" ||
      (typeof expression === "string" && parseVersionExpression(expression) !== undefined);
    return isRight
      ? []
      : [
          finding("RANGE_SYNTAX", "a dependency is no version expression", {
            expected: "an expression such as ^1.2.0, or match",
          }),
        ];
  });
}

/** `export`: a pattern, or where from and where to, one or several. */
function checkExport(value: Json): Finding[] {
  if (typeof value === "string") return checkGlob(value);
  if (Array.isArray(value)) return checkList(value, checkExport);
  return checkMembers(
    value,
    new Map([
      ["from", checkGlobs],
      ["to", (to: Json) => (typeof to === "string" ? checkGlob(to) : typeFinding("a path"))],
      [
        "trim",
        (trim: Json) =>
          typeof trim === "number" && trim >= 0 && trim <= 32
            ? []
            : typeFinding("a number of folders from 0 to 32"),
      ],
      [
        "overwrite",
        (overwrite: Json) => (typeof overwrite === "boolean" ? [] : typeFinding("true or false")),
      ],
    ]),
  );
}

/** A recipe (design, section 10): programs and their arguments, never a shell's text. */
function checkBuild(value: Json): Finding[] {
  return checkMembers(
    value,
    new Map([
      [
        "builder",
        (name: Json) =>
          (BUILDERS as readonly Json[]).includes(name) ? [] : typeFinding(BUILDERS.join(", ")),
      ],
      ["steps", checkSteps],
      ["test", checkSteps],
      ["files", checkGlobs],
    ]),
  );
}

function checkSteps(value: Json): Finding[] {
  return checkList(value, step => {
    if (!Array.isArray(step) || step.length === 0)
      return typeFinding("a program and its arguments: a list of texts");
    return checkList(step, word =>
      typeof word === "string" && /^[\x20-\x7e]{1,1000}$/.test(word) ? [] : typeFinding("a printable text"),
    );
  });
}

/** Fields whose shape is the reader's business: any JSON of texts people may see. */
function checkFree(value: Json): Finding[] {
  if (Array.isArray(value)) return checkList(value, checkFree);
  if (isJsonObject(value)) return checkMap(value, checkFree);
  return typeof value === "string" && value !== "" ? checkText(value.trim() || value, LONGEST_TEXT) : [];
}
