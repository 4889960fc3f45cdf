import { type Finding, finding, findingsAt } from "../finding.ts";
import { isJsonObject, type Json, type JsonObject } from "../json.ts";
import { checkName } from "../name/name.ts";
import { isDay } from "../text/instant.ts";
import { checkText } from "../text/text.ts";
import { checkUrl } from "../text/url.ts";
import { checkEndpoint, parseEndpoint, renderEndpoint } from "./endpoint.ts";
import { checkOwners } from "./owners.ts";
import { checkSecrets } from "./secrets.ts";
import { listDangerous, listUnknown } from "./unknown.ts";

/** What an entry is checked against. */
export interface EntryContext {
  /** Where it lies, from the catalog's root; its last part has to be NAME.json. */
  readonly path?: string;
  /** Hosts that endpoints may name beside the known ones. */
  readonly hosts?: readonly string[];
}

/** One thing that an entry must be. */
export type EntryRule = (entry: JsonObject, context: EntryContext) => Finding[];

const SCHEMA = "../../schemas/entry.schema.json";
/** Every field of an entry, in the order in which a file has them. */
export const ENTRY_FIELDS: readonly string[] = [
  "$schema",
  "name",
  "description",
  "endpoint",
  "homepage",
  "license",
  "keywords",
  "owners",
  "retracted",
];
const LONGEST_DESCRIPTION = 280;
const MOST_KEYWORDS = 20;

/** No field that the design does not know; the schema is the catalog's own. */
const checkFields: EntryRule = entry => [
  ...listUnknown(entry, ENTRY_FIELDS),
  ...(entry.$schema === SCHEMA
    ? []
    : [
        finding("ENTRY_UNKNOWN_FIELD", "$schema is not the catalog's", {
          pointer: ["$schema"],
          expected: SCHEMA,
        }),
      ]),
];

const checkEntryName: EntryRule = ({ name }, { path }) => {
  const findings = findingsAt(["name"], checkName(name));
  const file = path?.slice(path.lastIndexOf("/") + 1);
  if (file === undefined || findings.length > 0 || file === `${name}.json`) return findings;
  return [
    finding("ENTRY_FILENAME", `the name inside is ${name}, the file is ${file}`, {
      pointer: ["name"],
      expected: `the file ${name}.json`,
      fix: "rename the file, or mend the name",
    }),
  ];
};

const checkDescription: EntryRule = ({ description }) =>
  findingsAt(["description"], checkText(description, LONGEST_DESCRIPTION));

/** An endpoint in its stored form; a publisher may spell it otherwise, `pak publish` stores it so. */
const checkTarget: EntryRule = ({ endpoint }, { hosts }) => {
  const pointer = ["endpoint"];
  if (endpoint === undefined) {
    return [
      finding("ENTRY_TARGET", "the entry does not say where the package lives", {
        pointer,
        expected: "an endpoint",
      }),
    ];
  }
  const findings = checkEndpoint(endpoint, hosts).map(found =>
    found.code === "ENDPOINT_ALIAS" ? { ...found, code: "ALIAS_SYNTAX" } : found,
  );
  return findingsAt(pointer, findings);
};

const checkHomepage: EntryRule = ({ homepage }) =>
  homepage === undefined ? [] : findingsAt(["homepage"], checkUrl(homepage));

/** An SPDX licence expression by its characters; whether a licence is known is advice that ages. */
const checkLicense: EntryRule = ({ license }) => {
  if (license === undefined) return [];
  if (typeof license === "string" && /^\(?[A-Za-z0-9][A-Za-z0-9 .+()-]{0,127}$/.test(license)) return [];
  return [
    finding("ENTRY_LICENSE", "license is no SPDX expression", {
      pointer: ["license"],
      expected: "MIT, or (MIT OR Apache-2.0)",
    }),
  ];
};

const checkKeywords: EntryRule = ({ keywords }) => {
  if (keywords === undefined) return [];
  const isList = Array.isArray(keywords) && keywords.length > 0 && keywords.length <= MOST_KEYWORDS;
  if (isList && new Set(keywords).size === keywords.length && keywords.every(isKeyword)) return [];
  return [
    finding("ENTRY_KEYWORDS", "keywords are not in order", {
      pointer: ["keywords"],
      expected: `1 to ${MOST_KEYWORDS} different words of lower-case letters, digits and . + # -, at most 40 characters each`,
    }),
  ];
};

function isKeyword(value: Json): boolean {
  return typeof value === "string" && /^[\p{Ll}\p{Lo}0-9][\p{Ll}\p{Lo}0-9.+#-]{0,39}$/u.test(value);
}

const checkOwnersField: EntryRule = ({ owners }) => (owners === undefined ? [] : checkOwners(owners));

/** A tombstone says when and why. */
const checkRetracted: EntryRule = ({ retracted }) => {
  if (retracted === undefined) return [];
  const pointer = ["retracted"];
  if (!isJsonObject(retracted))
    return [finding("ENTRY_RETRACTED", "retracted is not an object", { pointer })];
  const findings = listUnknown(retracted, ["date", "reason"], pointer);
  if (!isDay(retracted.date)) {
    findings.push(
      finding("ENTRY_RETRACTED", "the day of retraction is missing", {
        pointer: [...pointer, "date"],
        expected: "YYYY-MM-DD",
      }),
    );
  }
  return [
    ...findings,
    ...findingsAt([...pointer, "reason"], checkText(retracted.reason, LONGEST_DESCRIPTION)),
  ];
};

/** Every rule of an entry: a new one is a function above and a line here. */
export const entryRules: readonly EntryRule[] = [
  entry => listDangerous(entry),
  checkSecrets,
  checkFields,
  checkEntryName,
  checkDescription,
  checkTarget,
  checkHomepage,
  checkLicense,
  checkKeywords,
  checkOwnersField,
  checkRetracted,
];

/** Applies every rule that needs nothing but the entry itself (design, section 4). */
export function checkEntry(document: Json, context: EntryContext): Finding[] {
  if (!isJsonObject(document))
    return [finding("ENTRY_TYPE", "an entry is not an object", { expected: "an object" })];
  const findings: Finding[] = [];
  for (const rule of entryRules) for (const found of rule(document, context)) findings.push(found);
  return findings;
}

/** Whether an endpoint is spelt as it is stored. */
export function isStoredEndpoint(text: string, hosts?: readonly string[]): boolean {
  const endpoint = parseEndpoint(text, hosts);
  return endpoint !== undefined && renderEndpoint(endpoint) === text;
}
