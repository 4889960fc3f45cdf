import type { Release } from "../../release/release.ts";
import { renderInstant } from "../../text/instant.ts";

/** How old a release has to be before it is chosen: most poisoned ones are found within days. */
export interface LeastAge {
  /** Milliseconds. */
  readonly age: number;
  /** When it is asked, milliseconds since 1970. */
  readonly now: number;
  /** By package, the version that is installed already: it may stay, however young it is. */
  readonly spared: ReadonlyMap<string, string>;
}

/** Whether a release is too young; so is one of which nobody says when it was published. */
export function isYoung({ published }: Release, { age, now }: LeastAge): boolean {
  return !(Date.parse(published) + age <= now);
}

/** Until when a release is held back, or why. */
export function renderWait({ published }: Release, { age }: LeastAge): string {
  const ripe = Date.parse(published) + age;
  return Number.isNaN(ripe)
    ? "nobody says when it was published"
    : `held back until ${renderInstant(new Date(ripe))}`;
}
