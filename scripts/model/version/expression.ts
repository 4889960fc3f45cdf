import Range from "semver/classes/range.js";
import type SemVer from "semver/classes/semver.js";
import parse from "semver/functions/parse.js";

/** A comparison by precedence with a version that is parsed once for all of them. */
type Test = (version: ParsedVersion) => boolean;

/** A parsed version by a type of our own: who reads these types need not have those of the parser. */
interface ParsedVersion {
  readonly version: string;
}

/** One alternative of an expression: every test has to pass. */
interface Alternative {
  /** They say nothing about whether a prerelease is welcome. */
  readonly tests: readonly Test[];
  /** Whether only `~` and `*` stand in it, which welcome every prerelease in their range. */
  readonly isOpen: boolean;
  /** `MAJOR.MINOR.PATCH` of prereleases it names: others of the same release are welcome, as npm has it. */
  readonly named: ReadonlySet<string>;
}

/** A parsed version expression; `accepts` asks it. */
export interface VersionExpression {
  readonly text: string;
  readonly alternatives: readonly Alternative[];
}

/** UTF-16 units of the longest expression; longer ones only try a parser's patience. */
export const LONGEST_EXPRESSION = 128;

const NUMBER = "(?:0|[1-9]\\d*)";
const PART = `(?:${NUMBER}|[xX*])`;
const PRERELEASE = "-[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*";
const TERM = new RegExp(
  `^(~|\\^|<=|>=|<|>|==|!=|=)?v?(${PART}(?:\\.${PART}(?:\\.(?:${PART}))?)?)(${PRERELEASE})?$`,
);

/**
 * Parses Pak's version language, wider than npm's (design, section 5): `1.2.3`, `1.2.x`, `*`, `~`, `^`, `<`,
 * `<=`, `>`, `>=`, `=`, `==`, `!=`, `||`, `&&` and a blank for `&&`. Gives `undefined` for anything else.
 *
 * - `~` and `^` have npm's upper boundaries; `~1.2.3` begins at `1.2.3-0`, as the original program documents.
 * - `~` and `*` accept prereleases; everything else only those of a release whose prerelease is named.
 * - A partial version is an x-range; after `<`, `<=`, `>` and `>=` its missing parts are 0, as in the original.
 * - A blank after an operator is allowed. An empty alternative matches nothing, and so does a term with build
 *   metadata, as in the original; in the asked version build metadata is ignored.
 *
 * Source: `Version.acceptable` of Pak 1.0.7, where it does not compare versions as strings.
 */
export function parseVersionExpression(text: string): VersionExpression | undefined {
  if (text.length > LONGEST_EXPRESSION || text.trim() === "") return undefined;
  const alternatives: Alternative[] = [];
  for (const part of text.split("||")) {
    const terms = splitTerms(part);
    if (terms.length === 0) continue;
    const alternative = parseAlternative(terms);
    if (alternative === undefined) return undefined;
    alternatives.push(alternative);
  }
  return { text, alternatives };
}

/** Whether an expression accepts a version; a text that is no expression accepts nothing. */
export function accepts(expression: VersionExpression | string, version: string): boolean {
  const parsed = typeof expression === "string" ? parseVersionExpression(expression) : expression;
  const asked = parse(version);
  if (parsed === undefined || asked === null) return false;
  const release = `${asked.major}.${asked.minor}.${asked.patch}`;
  const isPrerelease = asked.prerelease.length > 0;
  return parsed.alternatives.some(
    ({ tests, isOpen, named }) =>
      (!isPrerelease || isOpen || named.has(release)) && tests.every(passes => passes(asked)),
  );
}

function splitTerms(alternative: string): string[] {
  return alternative
    .replace(/(~|\^|<=|>=|<|>|==|!=|=)[ \t]+(?=[\dvxX*])/g, "$1")
    .split(/[ \t]*&&[ \t]*|[ \t]+/)
    .filter(term => term !== "");
}

function parseAlternative(terms: readonly string[]): Alternative | undefined {
  const tests: Test[] = [];
  const named = new Set<string>();
  let isOpen = true;
  for (const term of terms) {
    const parsed = TERM.exec(term);
    if (parsed === null) return undefined;
    const [, operator = "", base = "", prerelease = ""] = parsed;
    if (prerelease !== "" && !/^\d+\.\d+\.\d+$/.test(base)) return undefined;
    const isStar = base === "*" && operator === "";
    if (operator !== "~" && !isStar) isOpen = false;
    if (prerelease !== "") named.add(base);
    const test = makeTest(operator, base, prerelease);
    if (test === undefined) return undefined;
    tests.push(test);
  }
  return { tests, isOpen, named };
}

function makeTest(operator: string, base: string, prerelease: string): Test | undefined {
  if (/^[xX*]/.test(base)) return /^[<>!]/.test(operator) ? testRange(operator + base, false) : () => true;
  if (operator === "!=") {
    const same = testRange(base + prerelease, true);
    return same && (version => !same(version));
  }
  if (operator === "~") return testRange(`~${base}`, true);
  const isPartial = base.split(".").length < 3 && !/[xX*]/.test(base);
  const isComparison = /^[<>]/.test(operator);
  const whole = isPartial && isComparison ? `${base}${".0".repeat(3 - base.split(".").length)}` : base;
  return testRange((operator === "==" ? "=" : operator) + whole + prerelease, false);
}

/** npm's boundaries without npm's view of prereleases; `isWide` begins a range at its first prerelease. */
function testRange(range: string, isWide: boolean): Test | undefined {
  const [comparators] = parseRange(range)?.set ?? [];
  if (comparators === undefined) return undefined;
  const lowest = isWide ? comparators.find(comparator => comparator.operator === ">=") : undefined;
  return asked => {
    const version = asked as SemVer;
    return comparators.every(
      comparator =>
        comparator.test(version) || (comparator === lowest && isPrereleaseOf(version, comparator.semver)),
    );
  };
}

function isPrereleaseOf(version: SemVer, release: SemVer): boolean {
  return version.compareMain(release) === 0 && version.prerelease.length > 0;
}

function parseRange(range: string): Range | undefined {
  try {
    return new Range(range);
  } catch {
    // Numbers beyond what semver counts: syntax right, but no version can be meant.
    return undefined;
  }
}
