import { isUtf8 } from "node:buffer";
import { type Finding, finding } from "../../model/finding.ts";
import type { JsonObject } from "../../model/json.ts";
import { explainDocument } from "./explain.ts";
import { countLaidOut } from "./layout.ts";
import {
  DANGEROUS_KEYS,
  ENTRY_LIMITS,
  endOfNumber,
  endOfText,
  isPlainInteger,
  isStrange,
  type JsonLimits,
} from "./strictness.ts";
import { explainSyntax } from "./syntax.ts";

/** A right document and the text it was read from. */
export interface JsonDocument {
  readonly document: JsonObject;
  readonly text: string;
  /** Whether the text is sure to be what `JSON.stringify(document, null, 2)` and a newline give. */
  readonly isLaidOut: boolean;
}

/** A right document, or everything wrong with its bytes. */
export type ParsedJson = JsonDocument | { readonly findings: readonly Finding[] };

/**
 * Reads bytes as JSON more strictly than `JSON.parse`: UTF-8 without a mark, one object, no key twice, no
 * dangerous key, no escape in a key, integers only, no lone surrogate, no NUL, and within limits.
 *
 * A right document costs one native parse, one scan of the text and one walk of the value; positions are
 * only worked out for what is wrong.
 */
export function parseJson(bytes: Uint8Array, limits: JsonLimits = ENTRY_LIMITS): ParsedJson {
  const refused = checkBytes(bytes, limits);
  if (refused !== undefined) return { findings: [refused] };
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    return { findings: [explainSyntax(text, error as SyntaxError)] };
  }
  if (typeof document !== "object" || document === null || Array.isArray(document)) {
    const kind = Array.isArray(document) ? "a list" : document === null ? "null" : `a ${typeof document}`;
    return { findings: [{ ...ROOT_TYPE, message: `the document is ${kind}, not an object` }] };
  }
  const tally = { keys: 0, items: 0, hasIndex: false };
  const hasEscapes = text.includes("\\");
  const laidOut = hasEscapes ? -1 : countLaidOut(text);
  const members = laidOut < 0 ? countMembers(text, hasEscapes) : laidOut;
  if (isRight(document, 1, tally, limits, hasEscapes) && tally.keys === members) {
    return { document: document as JsonObject, text, isLaidOut: laidOut >= 0 && !tally.hasIndex };
  }
  return { findings: explainDocument(text, limits) };
}

const ROOT_TYPE = finding("JSON_ROOT_TYPE", "the document is not an object", {
  expected: "an object: { … }",
  pointer: [],
  line: 1,
  column: 1,
});

function checkBytes(bytes: Uint8Array, limits: JsonLimits): Finding | undefined {
  if (bytes.length > limits.bytes) {
    return finding("JSON_TOO_LARGE", `the file has ${bytes.length} bytes`, {
      expected: `at most ${limits.bytes} bytes`,
      fix: "shorten it",
    });
  }
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
    return finding("JSON_BOM", "the file begins with a byte order mark", {
      expected: "UTF-8 without a mark",
      fix: "save the file as UTF-8 without BOM",
      line: 1,
      column: 1,
    });
  }
  if (isUtf8(bytes)) return undefined;
  return finding("JSON_UTF8", "the file is not UTF-8", { expected: "UTF-8", fix: "save the file as UTF-8" });
}

/** What a walk over a parsed value counted. */
interface Tally {
  keys: number;
  items: number;
  /** Whether a key begins with a digit: JavaScript may keep it elsewhere than the text does. */
  hasIndex: boolean;
}

/** Looks at every key and text of a parsed value once; whether all of them are right. */
function isRight(
  value: unknown,
  depth: number,
  tally: Tally,
  limits: JsonLimits,
  hasEscapes: boolean,
): boolean {
  if (typeof value === "string") return isRightText(value, limits, hasEscapes);
  if (typeof value !== "object" || value === null) return true;
  if (depth > limits.depth) return false;
  if (Array.isArray(value)) {
    tally.items += value.length;
    for (const item of value) if (!isRight(item, depth + 1, tally, limits, hasEscapes)) return false;
  } else {
    // What JSON.parse made has own keys only, and `__proto__` among them.
    for (const key in value) {
      tally.keys++;
      tally.items++;
      if (key.charCodeAt(0) <= DIGIT_9 && key.charCodeAt(0) >= DIGIT_0) tally.hasIndex = true;
      if (DANGEROUS_KEYS.has(key) || !isRightText(key, limits, hasEscapes)) return false;
      const inside = (value as Record<string, unknown>)[key];
      if (!isRight(inside, depth + 1, tally, limits, hasEscapes)) return false;
    }
  }
  return tally.items <= limits.items;
}

/** Escapes can spell what plain text can't: a lone surrogate, NUL. */
function isRightText(text: string, limits: JsonLimits, hasEscapes: boolean): boolean {
  return text.length <= limits.text && !(hasEscapes && isStrange(text));
}

const BLANK = 32;
const QUOTE = 34;
const MINUS = 45;
const DIGIT_0 = 48;
const DIGIT_9 = 57;
const COLON = 58;

/**
 * How many members the objects of a valid JSON text have, a key written twice counted twice; -1 when it
 * holds a number that is no safe integer in its plain spelling, or a key with an escape.
 *
 * Keys with escapes are refused because V8 can read them wrongly: after an object with the keys `"` and `\\`,
 * Node 24 reads the second key of `{"\\"":1,"\\"":2}` as `\\`.
 */
function countMembers(text: string, hasEscapes: boolean): number {
  let members = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code <= BLANK) continue;
    if (code === QUOTE) {
      if (!hasEscapes) at = text.indexOf('"', at + 1);
      else {
        const end = endOfText(text, at);
        if (isKey(text, end) && text.slice(at, end).includes("\\")) return -1;
        at = end - 1;
      }
    } else if (code === COLON) members++;
    else if (code === MINUS || (code >= DIGIT_0 && code <= DIGIT_9)) {
      const end = endOfNumber(text, at);
      if (!isPlainInteger(text.slice(at, end))) return -1;
      at = end - 1;
    }
  }
  return members;
}

/** Whether a colon follows, blanks left out. */
function isKey(text: string, end: number): boolean {
  let at = end;
  while (text.charCodeAt(at) <= BLANK) at++;
  return text.charCodeAt(at) === COLON;
}
