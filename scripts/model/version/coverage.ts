import { accepts, parseVersionExpression, type VersionExpression } from "./expression.ts";

/** Beyond any version that somebody writes. */
const HIGHEST = 999_999_999;

/**
 * Versions that decide what expressions accept: the edges of every interval their terms can make, the next
 * release after each, and prereleases of both. Between two edges an expression answers alike.
 */
function listProbes(expressions: readonly VersionExpression[]): string[] {
  const releases = new Set(["0.0.0", `${HIGHEST}.0.0`]);
  const prereleases = new Set<string>();
  for (const { text } of expressions) {
    for (const [, a, b = "0", c = "0", prerelease] of text.matchAll(
      /(\d+)(?:\.(\d+))?(?:\.(\d+))?(-[0-9A-Za-z.-]+)?/g,
    )) {
      const [major, minor, patch] = [Number(a), Number(b), Number(c)];
      for (const release of [
        [major, minor, patch],
        [major, minor, patch + 1],
        [major, minor + 1, 0],
        [major + 1, 0, 0],
        [major, minor, Math.max(0, patch - 1)],
        [major, Math.max(0, minor - 1), HIGHEST],
        [Math.max(0, major - 1), HIGHEST, HIGHEST],
      ]) {
        releases.add(release.join("."));
      }
      if (prerelease !== undefined)
        for (const more of ["", ".0"]) prereleases.add(`${major}.${minor}.${patch}${prerelease}${more}`);
    }
  }
  return [...prereleases, ...[...releases].flatMap(release => [release, `${release}-0`, `${release}-zzz`])];
}

/** Whether no version at all is accepted. The text must be an expression. */
export function isEmptyExpression(text: string): boolean {
  const expression = parseVersionExpression(text);
  return expression === undefined || !listProbes([expression]).some(version => accepts(expression, version));
}

/** Whether every version that `inner` accepts is accepted by `outer` too. Both must be expressions. */
export function covers(outer: string, inner: string): boolean {
  const [all, some] = [parseVersionExpression(outer), parseVersionExpression(inner)];
  if (all === undefined || some === undefined) return false;
  return listProbes([all, some]).every(version => !accepts(some, version) || accepts(all, version));
}
