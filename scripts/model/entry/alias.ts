import { type Finding, finding } from "../finding.ts";

/** An alias and another on the way are allowed; longer ways hide what one installs. */
export const MOST_HOPS = 4;

/** The names on the way, the first one left out, and where the way ends. */
export interface ResolvedAlias {
  readonly hops: readonly string[];
  readonly resolved: string;
}

/**
 * Follows aliases to a package.
 *
 * @param targetOf the name an entry points at; `null` for an entry that is no alias, `undefined` for no entry
 */
export function resolveAlias(
  start: string,
  targetOf: (name: string) => string | null | undefined,
): ResolvedAlias | { readonly findings: readonly Finding[] } {
  const hops: string[] = [];
  for (let name = start; ; ) {
    const target = targetOf(name);
    if (target === null) return { hops, resolved: name };
    if (target === undefined)
      return refuse("ALIAS_TARGET_MISSING", start, hops, `${name} is not in this catalog`);
    if (target === start || hops.includes(target)) {
      return refuse("ALIAS_CYCLE", start, [...hops, target], "the way is a circle");
    }
    hops.push(target);
    name = target;
    if (hops.length > MOST_HOPS) return refuse("ALIAS_TOO_DEEP", start, hops, `more than ${MOST_HOPS} hops`);
  }
}

function refuse(code: string, start: string, hops: readonly string[], why: string) {
  return {
    findings: [
      finding(code, `the alias ${[start, ...hops].join(" → ")} ends at no package: ${why}`, {
        expected: `a package in at most ${MOST_HOPS} hops`,
        fix: "point it at the package itself",
      }),
    ],
  };
}
