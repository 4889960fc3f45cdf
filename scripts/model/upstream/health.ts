import { renderInstant } from "../text/instant.ts";

/** Something wrong with an upstream, in a sentence. */
export interface Trouble {
  readonly code: string;
  readonly message: string;
  /** RFC 3339 in UTC with seconds, as every instant here. */
  readonly since: string;
}

/** A version that upstream has and the catalog does not record yet. */
export interface Waiting {
  /** Since when it is known to be there; its maintainers' own dates prove nothing. */
  readonly since: string;
  /** When it can be recorded. */
  readonly until: string;
  /** git: 40 hex digits. A tag that moves waits anew. */
  readonly commit?: string;
}

/** How an entry's upstream fares: published, so that nothing freezes in silence. */
export interface Health {
  /** When it was last asked. */
  readonly looked: string;
  /** When something new was last recorded. */
  readonly found?: string;
  /** Why the last tries failed, and how many there were. */
  readonly error?: Trouble & { readonly tries: number };
  /** Why nothing is recorded any more until a maintainer has looked. */
  readonly quarantined?: Trouble;
  /** Version to how long it waits. */
  readonly waiting?: Readonly<Record<string, Waiting>>;
  /** Before then it is not asked again, unless by name. */
  readonly next: string;
}

/** `.pak/health/SHARD.json` and `api/v1/health/SHARD.json`: the entries of one shard by name. */
export interface HealthShard {
  readonly $schema: string;
  readonly packages: Readonly<Record<string, Health>>;
}

/** What came of asking once. */
export interface Look {
  /** Whether anything was recorded. */
  readonly isFound: boolean;
  readonly failure?: { readonly code: string; readonly message: string };
  /** What quarantines the entry. */
  readonly alarm?: { readonly code: string; readonly message: string };
  /** Whether a maintainer says that an earlier quarantine is over. */
  readonly isLifted?: boolean;
  /** Absent where nobody answered: who gave no answer took nothing back. */
  readonly waiting?: Readonly<Record<string, Waiting>>;
}

const HOUR = 3_600_000;

/**
 * A failing upstream is asked again after an hour, then after twice as long each time, at least once a week; one that
 * answers, but has something that can't be recorded, at least once a day.
 */
const LONGEST_PAUSE = { unanswered: 7 * 24 * HOUR, answered: 24 * HOUR };

/** The health of an entry after it was asked at `now`. A quarantine stays until it is lifted. */
export function applyLook(before: Health | undefined, look: Look, now: Date): Health {
  const at = renderInstant(now);
  const { failure, alarm, waiting } = look;
  const tries = failure === undefined ? 0 : (before?.error?.tries ?? 0) + 1;
  const longest = waiting === undefined ? LONGEST_PAUSE.unanswered : LONGEST_PAUSE.answered;
  const pause = tries === 0 ? 0 : Math.min(HOUR * 2 ** (tries - 1), longest);
  const found = look.isFound ? at : before?.found;
  const kept = look.isLifted ? undefined : before?.quarantined;
  const quarantined = kept ?? (alarm === undefined ? undefined : { ...alarm, since: at });
  const waits = waiting ?? before?.waiting ?? {};
  return {
    looked: at,
    ...(found === undefined ? {} : { found }),
    ...(failure === undefined ? {} : { error: { ...failure, since: before?.error?.since ?? at, tries } }),
    ...(quarantined === undefined ? {} : { quarantined }),
    ...(Object.keys(waits).length === 0 ? {} : { waiting: waits }),
    next: renderInstant(new Date(now.getTime() + pause)),
  };
}
