import { ENTRY_FIELDS } from "../../model/entry/rules.ts";
import { isJsonObject, type Json, type JsonObject } from "../../model/json.ts";
import { RELEASE_FIELDS } from "../../model/release/fields.ts";
import { compareVersions, isVersion } from "../../model/version/version.ts";
import type { JsonDocument } from "./parse.ts";

/** The committed files that have one canonical form. */
export type FileKind = "entry" | "releases" | "override" | "recovery";

/** The order of keys at one place of a file, and what lies below. */
interface Shape {
  readonly keys: readonly string[];
  readonly inside?: Readonly<Record<string, Shape>>;
  readonly items?: Shape;
}

const RELEASE: Shape = {
  keys: RELEASE_FIELDS,
  inside: { artifact: { keys: ["sha256", "size", "oci"] } },
};

/** The order of the schemas; a test compares the two. In an override the order of keys has a meaning and stays. */
export const SHAPES: Readonly<Record<FileKind, Shape>> = {
  entry: {
    keys: ENTRY_FIELDS,
    inside: {
      owners: {
        keys: [],
        items: { keys: ["email", "github", "key"], inside: { github: { keys: ["login", "id"] } } },
      },
      retracted: { keys: ["date", "reason"] },
    },
  },
  releases: {
    keys: ["$schema", "name", "repository", "releases"],
    inside: { repository: { keys: ["id", "owner"] }, releases: { keys: [], items: RELEASE } },
  },
  override: { keys: [] },
  recovery: {
    keys: ["$schema", "name", "key", "lost", "requested", "challenge", "answer", "vetoed", "completed"],
    inside: {
      lost: { keys: ["key", "email"] },
      challenge: { keys: ["sha256", "expires", "signature"] },
      answer: { keys: ["code", "answered"] },
    },
  },
};

/** A committed file's text: two-space indentation, keys in the schema's order, releases newest first, one newline. */
export function renderJson(document: object, kind: FileKind): string {
  const ordered = orderKeys(document as JsonObject, SHAPES[kind]) as JsonObject;
  return `${JSON.stringify(kind === "releases" ? orderReleases(ordered) : ordered, null, 2)}\n`;
}

/** Whether a file's text is what `renderJson` gives for the document in it. */
export function isCanonical({ document, text, isLaidOut }: JsonDocument, kind: FileKind): boolean {
  return hasOrder(document, SHAPES[kind]) && (isLaidOut || text === `${JSON.stringify(document, null, 2)}\n`);
}

function orderReleases(document: JsonObject): JsonObject {
  const { releases } = document;
  const versionOf = (release: Json) =>
    isJsonObject(release) && isVersion(release.version) ? release.version : undefined;
  if (!Array.isArray(releases) || !releases.every(versionOf)) return document;
  return {
    ...document,
    releases: [...releases].sort((a, b) => compareVersions(versionOf(a)!, versionOf(b)!)),
  };
}

function orderKeys(value: Json, shape: Shape): Json {
  if (Array.isArray(value))
    return shape.items === undefined ? value : value.map((item: Json) => orderKeys(item, shape.items!));
  if (!isJsonObject(value)) return value;
  const rank = (key: string) => (shape.keys.includes(key) ? shape.keys.indexOf(key) : shape.keys.length);
  const keys = Object.keys(value).sort((a, b) => rank(a) - rank(b));
  return Object.fromEntries(keys.map(key => [key, orderInside(key, value[key]!, shape)]));
}

function orderInside(key: string, value: Json, shape: Shape): Json {
  const inside = shape.inside?.[key];
  return inside === undefined ? value : orderKeys(value, inside);
}

function hasOrder(value: Json, shape: Shape): boolean {
  if (Array.isArray(value)) {
    const { items } = shape;
    if (items !== undefined) for (const item of value) if (!hasOrder(item, items)) return false;
    return true;
  }
  if (!isJsonObject(value)) return true;
  let rank = -1;
  for (const key of Object.keys(value)) {
    const own = shape.keys.indexOf(key);
    if (own >= 0 && own < rank) return false;
    if (own >= 0) rank = own;
    const inside = shape.inside?.[key];
    if (inside !== undefined && !hasOrder(value[key]!, inside)) return false;
  }
  return true;
}
