import { renderInstant } from "../text/instant.ts";

const HOUR = 3_600_000;

/** How old a release has to be before it is recorded: most poisoned ones are found and withdrawn within days. */
export interface Cooldown {
  /** Whether what is known since an instant is old enough now. */
  isOver(since: string): boolean;
  /** When it will be. */
  endOf(since: string): string;
}

/** @param hours that a release has to be old at `now` */
export function openCooldown(now: Date, hours: number): Cooldown {
  const newest = renderInstant(new Date(now.getTime() - hours * HOUR));
  return {
    isOver: since => since <= newest,
    endOf: since => renderInstant(new Date(Date.parse(since) + hours * HOUR)),
  };
}
