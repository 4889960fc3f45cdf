import { isEmail } from "../entry/owners.ts";
import { checkSecrets } from "../entry/secrets.ts";
import { type Finding, finding, type Pointer } from "../finding.ts";
import { isJsonObject, type Json, type JsonObject } from "../json.ts";
import { findNearest } from "../name/similarity.ts";
import { isPlace, isTag } from "../oci/reference.ts";
import { DURATION_FORM, parseDuration } from "../text/duration.ts";
import { checkText } from "../text/text.ts";

/** What a field of the settings has to be. */
export interface SettingField {
  /** Whether its value is a text, as a person types it; else it is JSON. */
  readonly isText: boolean;
  /** @param at where the value stands in the settings */
  check(value: Json, at: Pointer): Finding[];
}

/** Every field of `settings.json`, in the order of its schema. */
export const SETTING_FIELDS: ReadonlyMap<string, SettingField> = new Map<string, SettingField>([
  ["$schema", makeText("the address of a schema", isLine)],
  ["name", makeText("a name", isLine)],
  ["email", makeText("an e-mail address", isEmail)],
  ["user", makeText("the name of a registry's user", value => /^[!-9;-~]{1,128}$/.test(value))],
  ["catalogs", { isText: false, check: checkCatalogs }],
  ["registry", makeText("a place in a registry, as in ghcr.io/owner", isPlace)],
  ["tag", makeText("a tag of letters, digits and . _ -", isTag)],
  ["cache", makeText("a folder", isLine)],
  ["replace", { isText: false, check: checkReplace }],
  ["editor", makeText("a program", isLine)],
  ["cooldown", { isText: false, check: checkCooldown }],
  ["olderThan", makeText(DURATION_FORM, value => parseDuration(value) !== undefined)],
]);

const CATALOG_FIELDS: readonly string[] = ["kind", "url", "mirrors", "root"];
const KINDS: readonly Json[] = ["pak", "npm", "bower"];
const LONGEST_LINE = 1_024;

/** Checks what a person tells pak (`schemas/settings.schema.json`), and that none of it has to stay secret. */
export function checkSettings(document: JsonObject): Finding[] {
  const secrets = checkSecrets(document);
  const findings = Object.entries(document).flatMap(([name, value]) => checkSetting(name, value));
  // That a password is no setting says less than that it belongs elsewhere.
  const isTold = (found: Finding) => secrets.some(({ pointer }) => `${pointer}` === `${found.pointer}`);
  return [...secrets, ...findings.filter(found => !isTold(found))];
}

function checkSetting(name: string, value: Json): Finding[] {
  const field = SETTING_FIELDS.get(name);
  return field === undefined
    ? refuseUnknown([name], "setting", [...SETTING_FIELDS.keys()])
    : field.check(value, [name]);
}

function makeText(expected: string, is: (value: string) => boolean): SettingField {
  return {
    isText: true,
    check: (value, at) => (typeof value === "string" && is(value) ? [] : refuse(at, expected)),
  };
}

function checkCatalogs(value: Json, at: Pointer): Finding[] {
  if (!Array.isArray(value)) return refuse(at, "a list of catalogs");
  return value.flatMap((one: Json, index) => checkCatalog(one, [...at, index]));
}

function checkCatalog(value: Json, at: Pointer): Finding[] {
  if (!isJsonObject(value)) return refuse(at, 'a catalog as in { "url": "https://…/" }');
  const { kind = "pak", url, mirrors, root } = value;
  const unknown = Object.keys(value).filter(field => !CATALOG_FIELDS.includes(field));
  return [
    ...unknown.flatMap(field => refuseUnknown([...at, field], "field of a catalog", CATALOG_FIELDS)),
    ...(KINDS.includes(kind) ? [] : refuse([...at, "kind"], KINDS.join(", "))),
    ...(kind === "npm" && url === undefined ? [] : checkAddress(url ?? null, [...at, "url"])),
    ...(mirrors === undefined ? [] : checkMirrors(mirrors, [...at, "mirrors"])),
    ...(root === undefined || (typeof root === "string" && /^[0-9A-F]{40}$/.test(root))
      ? []
      : refuse([...at, "root"], "a fingerprint, the 40 upper-case hex digits of the key that signed root 1")),
  ];
}

function checkMirrors(value: Json, at: Pointer): Finding[] {
  if (!Array.isArray(value)) return refuse(at, "a list of addresses");
  return value.flatMap((one: Json, index) => checkAddress(one, [...at, index]));
}

function checkReplace(value: Json, at: Pointer): Finding[] {
  if (!isJsonObject(value)) return refuse(at, "an object of addresses");
  return Object.entries(value).flatMap(([from, to]) => checkAddress(to, [...at, from]));
}

function checkCooldown(value: Json, at: Pointer): Finding[] {
  const isHours = Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= 8_760;
  return isHours ? [] : refuse(at, "a whole number of hours up to 8760");
}

function checkAddress(value: Json, at: Pointer): Finding[] {
  return isAddress(value) ? [] : refuse(at, "an address as in https://example.org/catalog/");
}

/** Whether a value is an address that can be asked, without a password in it: a catalog's, a mirror's, a registry's. */
export function isAddress(value: unknown): value is string {
  const url = typeof value === "string" && value.length <= 512 ? URL.parse(value) : null;
  return url !== null && /^https?:$/.test(url.protocol) && url.username === "" && url.password === "";
}

function isLine(value: string): boolean {
  return checkText(value, LONGEST_LINE).length === 0;
}

function refuse(pointer: Pointer, expected: string): Finding[] {
  return [finding("SETTING_VALUE", `${renderPlace(pointer)} is not ${expected}`, { pointer, expected })];
}

/** What is said of a field that does not exist, with the one that was likely meant. */
function refuseUnknown(pointer: Pointer, what: string, known: readonly string[]): Finding[] {
  const meant = findNearest(String(pointer.at(-1)), known);
  return [
    finding("SETTING_UNKNOWN", `there is no ${what} ${renderPlace(pointer)}`, {
      pointer,
      expected: known.join(", "),
      fix: meant === undefined ? "remove it" : `did you mean ${meant}?`,
    }),
  ];
}

/** A place in the settings as `pak config set` names it. */
function renderPlace(pointer: Pointer): string {
  return pointer.join(".").slice(0, 200);
}
