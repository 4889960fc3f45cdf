import { RE2JS } from "re2js";
import { type Finding, finding } from "../finding.ts";

const LONGEST = 200;
const MOST_GROUPS = 4;
const LARGEST_REPEAT = 100;

/**
 * Checks the pattern that finds a version in a tag: groups 1 to 3 are major, minor and patch, group 4 a
 * prerelease. It runs in a linear-time engine (RE2), for a pattern from data could hang JavaScript's own.
 *
 * @param tags upstream tags, when known: one of them has to match
 */
export function checkTagPattern(text: string, tags?: readonly string[]): Finding[] {
  if (text === "" || text.length > LONGEST) {
    return [patternFinding("PATTERN_LENGTH", `the pattern has ${text.length} characters`, `1 to ${LONGEST}`)];
  }
  if (!/^\^(?:.*[^\\])?(?:\\\\)*\$$/.test(text)) {
    return [
      patternFinding(
        "PATTERN_NOT_ANCHORED",
        "the pattern could match inside another tag",
        "^ at its begin and $ at its end",
      ),
    ];
  }
  const repeats = [...text.matchAll(/\{(\d+)(?:,(\d*))?\}/g)].flatMap(([, least = "0", most = "0"]) => [
    Number(least),
    Number(most),
  ]);
  if (repeats.some(count => count > LARGEST_REPEAT)) {
    return [
      patternFinding(
        "PATTERN_REPEAT",
        "the pattern repeats something too often",
        `at most ${LARGEST_REPEAT} times`,
      ),
    ];
  }
  const pattern = compile(text);
  if (pattern === undefined) {
    return [
      patternFinding(
        "PATTERN_NOT_LINEAR",
        "the pattern can't be matched in linear time",
        "RE2 syntax: no look-around, no back-reference",
      ),
    ];
  }
  const groups = pattern.groupCount();
  if (groups < 1 || groups > MOST_GROUPS) {
    return [
      patternFinding(
        "PATTERN_GROUPS",
        `the pattern has ${groups} groups`,
        "1 to 4 groups: major, minor, patch, prerelease",
      ),
    ];
  }
  if (pattern.matches(""))
    return [
      patternFinding(
        "PATTERN_MATCHES_EMPTY",
        "the pattern matches an empty tag",
        "a pattern that needs a digit",
      ),
    ];
  if (tags === undefined || tags.some(tag => pattern.matches(tag))) return [];
  return [
    patternFinding(
      "PATTERN_NO_MATCH",
      "the pattern matches none of the upstream tags",
      `a pattern for tags such as ${tags[0]}`,
    ),
  ];
}

function compile(text: string): RE2JS | undefined {
  try {
    return RE2JS.compile(text);
  } catch {
    // The engine refuses whatever it can't do in linear time, and broken syntax.
    return undefined;
  }
}

function patternFinding(code: string, message: string, expected: string): Finding {
  return finding(code, message, { pointer: ["versions"], expected });
}
