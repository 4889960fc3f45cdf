import { PakError } from "../../errors.ts";
import { FINGERPRINT } from "../entry/owners.ts";
import { isJsonObject } from "../json.ts";
import { isName } from "../name/name.ts";
import { isSha256 } from "../release/digests.ts";
import { isInstant } from "../text/instant.ts";
import {
  type Bin,
  type FileDigest,
  type Head,
  type IndexFile,
  LIMITS,
  type Role,
  type Root,
  SPEC,
} from "./trust.ts";

type Kind = "ROOT" | "HEAD" | "INDEX";

/*
 * Fingerprints, digests, versions and names become paths and addresses: a document that has one of another
 * shape is refused as a whole.
 */

/** Reads `trust/latest`: a version and perhaps a line break. */
export function parseLatest(text: string): number {
  if (text.length <= LIMITS.latest && /^[1-9]\d{0,14}\n?$/.test(text)) return Number(text);
  throw new PakError("LATEST_SYNTAX", "trust/latest does not name a version");
}

/** Reads a root whose signatures were verified. @throws PakError ROOT_SYNTAX, ROOT_TYPE */
export function parseRoot(text: string): Root {
  const root = parseSigned<Root>(text, "ROOT");
  const { keys, roles } = root;
  const isRight =
    isMapOf(keys, fingerprint => FINGERPRINT.test(fingerprint), isSha256) &&
    isJsonObject(roles) &&
    [roles.root, roles.index, roles.head].every(role => isRole(role, keys));
  if (isRight) return root;
  throw new PakError("ROOT_TYPE", "the root has another shape than a root");
}

/** Reads a head whose signatures were verified. @throws PakError HEAD_SYNTAX, HEAD_TYPE */
export function parseHead(text: string): Head {
  const head = parseSigned<Head>(text, "HEAD");
  const isRight =
    isInstant(head.issued) &&
    isCount(head.root_version) &&
    isDigest(head.index) &&
    isCount(head.index.version);
  if (isRight) return head;
  throw new PakError("HEAD_TYPE", "the head has another shape than a head");
}

/** Reads an index whose digest and signatures were verified. @throws PakError INDEX_SYNTAX, INDEX_TYPE */
export function parseIndex(text: string): IndexFile {
  const index = parseSigned<IndexFile>(text, "INDEX");
  const isRight =
    isInstant(index.issued) &&
    typeof index.commit === "string" &&
    [0, 1, 2, 3].includes(index.prefix) &&
    isMapOf(index.bins, digits => digits.length === index.prefix && /^[0-9a-f]*$/.test(digits), isDigest);
  if (isRight) return index;
  throw new PakError("INDEX_TYPE", "the index has another shape than an index");
}

/** Reads a bin whose digest was verified. @throws PakError BIN_SYNTAX, BIN_TYPE */
export function parseBin(text: string): Bin {
  const bin = parseObject(text, "BIN") as unknown as Bin;
  if (bin.type === "bin" && typeof bin.prefix === "string" && isMapOf(bin.names, isName, isDigest))
    return bin;
  throw new PakError("BIN_TYPE", "the bin has another shape than a bin");
}

function parseSigned<Document extends Root | Head | IndexFile>(text: string, kind: Kind): Document {
  const document = parseObject(text, kind) as unknown as Document;
  const isRight =
    document.type === kind.toLowerCase() &&
    document.spec === SPEC &&
    typeof document.catalog === "string" &&
    isCount(document.version) &&
    isInstant(document.expires);
  if (isRight) return document;
  throw new PakError(`${kind}_TYPE`, `the file is no ${kind.toLowerCase()} that this program understands`);
}

function parseObject(text: string, kind: Kind | "BIN"): Record<string, unknown> {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (cause) {
    throw new PakError(`${kind}_SYNTAX`, `the ${kind.toLowerCase()} is no JSON`, { cause });
  }
  if (isJsonObject(document)) return document;
  throw new PakError(`${kind}_TYPE`, `the ${kind.toLowerCase()} is no object`);
}

function isRole(role: unknown, keys: Readonly<Record<string, string>>): role is Role {
  if (!isJsonObject(role) || !isCount(role.threshold) || !Array.isArray(role.fprs)) return false;
  const { fprs } = role;
  const areKnown = fprs.every(fpr => typeof fpr === "string" && Object.hasOwn(keys, fpr));
  return areKnown && new Set(fprs).size === fprs.length && (role.threshold as number) <= fprs.length;
}

function isDigest(value: unknown): value is FileDigest & { version?: unknown } {
  return isJsonObject(value) && isSha256(value.sha256) && isSize(value.length);
}

function isMapOf(
  value: unknown,
  isKey: (key: string) => boolean,
  isItem: (item: unknown) => boolean,
): boolean {
  return isJsonObject(value) && Object.entries(value).every(([key, item]) => isKey(key) && isItem(item));
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

function isSize(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
