import { type Finding, finding, type Pointer } from "../finding.ts";
import { isJsonObject, type Json } from "../json.ts";
import { checkText } from "../text/text.ts";
import { checkUrl } from "../text/url.ts";

const MOST_FINDINGS = 20;

/** Stands for a value that could not be read: whatever the document says in its place is found. */
export const UNREAD = "another value";

/** The value at a place of an untrusted document if it is what it should be. */
export function readAt<Value>(
  document: Json,
  is: (value: unknown) => value is Value,
  ...pointer: Pointer
): Value | undefined {
  const value = pointer.reduce<Json | undefined>(findInside, document);
  return is(value) ? value : undefined;
}

/** Programs that a paper names at most. */
export const MOST_TOOLS = 64;

/** Characters of a program's version that a paper keeps at most. */
export const LONGEST_TOOL = 200;

/** Whether a paper can name a program this way, and its version. */
export function isTool(name: string, version: unknown): version is string {
  return /^\w[\w.+-]{0,63}$/.test(name) && checkText(version, LONGEST_TOOL).length === 0;
}

/** Whether a value is an https address. */
export function isLink(value: unknown): value is string {
  return checkUrl(value).length === 0;
}

/**
 * Where an untrusted document says something else than what it has to say: the first few places.
 *
 * @param text what was rendered from what is known, and from what `readAt` gave or UNREAD
 */
export function checkPaper(code: string, document: Json, text: string): Finding[] {
  const differences = listDifferences(document, JSON.parse(text) as Json, []);
  return differences.slice(0, MOST_FINDINGS).map(([pointer, expected]) =>
    finding(code, `${pointer.join(".").slice(0, 200) || "the document"} is not what this build has to say`, {
      pointer,
      expected: renderExpected(expected),
      fix: "build it again: pak build",
    }),
  );
}

function renderExpected(expected: Json | undefined): string {
  if (expected === undefined) return "nothing";
  return expected === UNREAD ? UNREAD : JSON.stringify(expected).slice(0, 200);
}

function findInside(value: Json | undefined, key: string | number): Json | undefined {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Record<string | number, Json>)[key];
}

/** Places with what is expected there; they lie no deeper than what is expected. */
function listDifferences(
  said: Json | undefined,
  expected: Json | undefined,
  pointer: Pointer,
): [Pointer, Json | undefined][] {
  const areObjects = isJsonObject(said) && isJsonObject(expected);
  const areLists = Array.isArray(said) && Array.isArray(expected);
  if (!areObjects && !areLists) return said === expected && said !== UNREAD ? [] : [[pointer, expected]];
  const keys = new Set([...Object.keys(expected), ...Object.keys(said)]);
  return [...keys].flatMap(key =>
    listDifferences(findInside(said, key), findInside(expected, key), [
      ...pointer,
      areLists ? Number(key) : key,
    ]),
  );
}
