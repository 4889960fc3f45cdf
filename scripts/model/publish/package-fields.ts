import { renderEndpoint } from "../entry/endpoint.ts";
import { checkEntry } from "../entry/rules.ts";
import { type Finding, finding } from "../finding.ts";
import { isJsonObject, type Json, type JsonObject } from "../json.ts";
import { checkVersion } from "../version/version.ts";
import { parseRepository } from "./repository.ts";

/** What npm writes where there is no licence that SPDX knows. */
const NO_LICENSE = /^(?:UNLICENSED$|SEE LICEN[CS]E IN )/i;

const MOST_KEYWORDS = 20;
/** Keywords that are looked at. */
const MOST_GIVEN = 200;
const LONGEST_ADDRESS = 512;

/** What of a package.json a pak.json can say, each field in the form that an entry of the catalog takes. */
export interface PackageFields {
  readonly fields: JsonObject;
  /** What package.json says and a catalog refuses; pointers begin at its fields. */
  readonly leftOut: readonly Finding[];
}

/** Reads the fields of a package.json of any shape; name and author need more than one source and are not here. */
export function readPackageFields(manifest: JsonObject): PackageFields {
  const leftOut: Finding[] = [];
  const pick = (field: string, value: Json | undefined, findings: (value: Json) => Finding[]) => {
    if (value === undefined || value === null || value === "") return {};
    const [found] = findings(value);
    if (found === undefined) return { [field]: value };
    leftOut.push({ ...found, pointer: [field] });
    return {};
  };
  const ofEntry = (field: string) => (value: Json) => checkField(field, value);
  const { words, refused } = readKeywords(manifest.keywords);
  const address = addressOf(manifest.repository);
  const url = readRepositoryUrl(address);
  const fields = {
    ...pick("version", manifest.version, checkVersion),
    ...pick("description", tidy(manifest.description), ofEntry("description")),
    ...pick("license", readLicense(manifest), checkLicense),
    ...(words.length === 0 ? {} : { keywords: words }),
    ...pick("homepage", tidy(manifest.homepage), ofEntry("homepage")),
    ...(url === undefined ? {} : { repository: { type: "git", url } }),
  };
  if (refused !== undefined) leftOut.push(refused);
  if (url === undefined && address) leftOut.push(NO_REPOSITORY);
  return { fields, leftOut };
}

const NO_REPOSITORY = finding("ENDPOINT_HOST", "is no repository on a host that every catalog knows", {
  pointer: ["repository"],
});

/** What an entry's rules say of one field: what a pak.json says, `pak publish` puts into an entry. */
export function checkField(field: string, value: Json): Finding[] {
  return checkEntry({ [field]: value }, {}).filter(({ pointer }) => pointer?.[0] === field);
}

/** A text as one line in Unicode's composed form; anything else as it is. */
export function tidy<Value>(value: Value): Value | string {
  return typeof value === "string" ? value.normalize("NFC").replace(/\s+/g, " ").trim() : value;
}

/** The stored address of a git repository in any spelling that npm or git has, without the password in it. */
export function readRepositoryUrl(text: Json | undefined): string | undefined {
  if (typeof text !== "string" || text.length > LONGEST_ADDRESS) return undefined;
  const plain = text.replace(/^((?:git\+)?https?:\/\/)[^/@]*@/, "$1").replace(/\/+$/, "");
  const repository = parseRepository(plain);
  return repository === undefined ? undefined : renderEndpoint(repository);
}

/** A repository in npm's two shapes: its address, or an object with a `url`. */
function addressOf(repository: Json | undefined): Json | undefined {
  return isJsonObject(repository) ? repository.url : repository;
}

/** `license`, or npm's older `{ "type": … }` and `licenses`. */
function readLicense({ license, licenses }: JsonObject): Json | undefined {
  const first = license ?? (Array.isArray(licenses) ? (licenses as readonly Json[])[0] : licenses);
  return tidy(isJsonObject(first) ? first.type : first);
}

function checkLicense(value: Json): Finding[] {
  if (typeof value !== "string" || !NO_LICENSE.test(value)) return checkField("license", value);
  return [
    finding("ENTRY_LICENSE", `${value.slice(0, 60)} is npm's way to say that there is no SPDX licence`),
  ];
}

/** A list of words, or npm's older one text of them; each as an entry takes it, once. */
function readKeywords(value: Json | undefined): { words: readonly string[]; refused?: Finding } {
  const given: readonly Json[] =
    typeof value === "string" ? value.split(/[\s,]+/) : Array.isArray(value) ? value : [];
  const formed = given.slice(0, MOST_GIVEN).map(word =>
    typeof word === "string"
      ? word
          .normalize("NFC")
          .trim()
          .toLowerCase()
          .replace(/[\s_]+/g, "-")
      : word,
  );
  const fitting = formed.filter(word => typeof word === "string" && isKeyword(word)) as string[];
  const words = [...new Set(fitting)].slice(0, MOST_KEYWORDS);
  const refused = formed.filter(word => word !== "" && !words.includes(word as string));
  if (refused.length === 0) return { words };
  const [first] = refused;
  const message = `${refused.length} of ${formed.length} can't be keywords, ${JSON.stringify(first)?.slice(0, 60)} among them`;
  return { words, refused: finding("ENTRY_KEYWORDS", message, { pointer: ["keywords"] }) };
}

function isKeyword(word: string): boolean {
  return checkField("keywords", [word]).length === 0;
}
