import type { Release } from "../../release/release.ts";
import { accepts, parseVersionExpression, type VersionExpression } from "../../version/expression.ts";
import { compareVersions, isPrerelease } from "../../version/version.ts";

/** Which versions somebody wants, parsed once. */
export interface Wanted {
  /** As written; absent when nothing was asked. */
  readonly text?: string;
  /** Absent when the text is none of Pak's language (npm's `1.2.3 - 2.0.0` or `latest`): it accepts nothing. */
  readonly expression?: VersionExpression;
  /** The version of `1.2.3`, `=1.2.3` or `==1.2.3`. */
  readonly exactly?: string;
}

/** Parses what somebody wants; asking for nothing is `*`. */
export function parseWanted(text: string | undefined): Wanted {
  if (text === undefined) return { expression: parseVersionExpression("*")! };
  const expression = parseVersionExpression(text);
  const exactly = /^(?:==?)?[ \t]*v?(\d[^ \t]*)$/.exec(text.trim())?.[1];
  return {
    text,
    ...(expression === undefined ? {} : { expression }),
    ...(exactly === undefined ? {} : { exactly }),
  };
}

/** Whether the language alone accepts a version; what was yanked is another question. */
export function isWanted({ expression }: Wanted, version: string): boolean {
  return expression !== undefined && accepts(expression, version);
}

/** Whether prereleases are named, so that they are as welcome as other releases. */
export function isForPrerelease({ expression }: Wanted): boolean {
  return expression?.alternatives.some(({ named }) => named.size > 0) ?? false;
}

/**
 * Orders releases, the best first: the newest first, prereleases after all others. `*` and `~` accept
 * prereleases, but nobody expects 6.0.0-alpha from `*` where there is 5.3.8.
 *
 * @param isFlat whether prereleases stand among the others, because somebody names one
 */
export function orderReleases(releases: readonly Release[], isFlat: boolean): Release[] {
  const { last = [], first = [] } = Object.groupBy(releases, ({ version }) =>
    !isFlat && isPrerelease(version) ? "last" : "first",
  );
  const compare = (a: Release, b: Release) => compareVersions(a.version, b.version);
  return [...first.sort(compare), ...last.sort(compare)];
}
