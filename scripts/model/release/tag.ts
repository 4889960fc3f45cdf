import { type Finding, finding } from "../finding.ts";

/** Names that reach an object's prototype: a plain object of tags would answer for them. */
const RESERVED = new Set([
  "constructor",
  "prototype",
  "hasOwnProperty",
  "toString",
  "valueOf",
  "isPrototypeOf",
]);

const LONGEST = 200;

/**
 * Checks the name of an upstream tag. Git accepts far more (`git check-ref-format`): shell characters,
 * escapes, `__proto__`. The catalog records, prints and hands to git only plain ones.
 */
export function checkTag(value: unknown): Finding[] {
  if (typeof value !== "string") return [tagFinding("TAG_TYPE", "a tag is not a text", value)];
  if (value.startsWith("-"))
    return [tagFinding("TAG_OPTION", "a tag begins with a dash, as an option does", value)];
  if (RESERVED.has(value))
    return [tagFinding("TAG_RESERVED", "a tag has the name of an object's own member", value)];
  if (!/^[0-9A-Za-z][0-9A-Za-z._/@+-]*$/.test(value) || value.includes("@{")) {
    return [tagFinding("TAG_CHARS", "a tag has characters that the catalog does not record", value)];
  }
  if (value.length > LONGEST)
    return [tagFinding("TAG_LENGTH", `a tag has ${value.length} characters`, value)];
  if (/\/\/|\/$|\.\.|\/\.|\.$|\.lock(?:\/|$)/.test(value)) {
    return [tagFinding("TAG_SYNTAX", "git would not take this tag", value)];
  }
  return [];
}

function tagFinding(code: string, message: string, value: unknown): Finding {
  return finding(code, `${message}: ${JSON.stringify(value)?.slice(0, 80)}`, {
    expected: `a letter or digit, then letters, digits and . _ / @ + -, at most ${LONGEST} characters`,
  });
}
