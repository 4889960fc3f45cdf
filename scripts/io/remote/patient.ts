import { setTimeout as sleep } from "node:timers/promises";
import { PakError } from "../../errors.ts";
import { renderCount } from "../../model/text/count.ts";
import { describeCause, readBounded } from "./response.ts";

/** How often something is asked for, and with which pauses; all times in milliseconds. */
export interface Pauses {
  /** Further attempts after the first. */
  readonly retries: number;
  /** Before the first further attempt; doubles each time. */
  readonly leastWait: number;
  /** What no wait exceeds, also when the server asks for more, unless `isObedient`. */
  readonly mostWait: number;
  /**
   * Heed a server that limits who asks: not before it says, or after a minute and more where it says nothing. One that
   * asks for more than `mostWait`, or twice that in all, is asked no more. For those who ask much and have time.
   */
  readonly isObedient?: boolean;
  /** Instead of the real clock. */
  wait?(milliseconds: number): Promise<void>;
}

/** How patient a request is. */
export interface Patience extends Pauses {
  /** Milliseconds for one whole answer. */
  readonly timeout: number;
}

/** What a server said, its body whole. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Empty for an answer that another attempt may better. */
  readonly body: Uint8Array<ArrayBuffer>;
}

/** Statuses of answers that another attempt may better. */
const PASSING: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);

/**
 * Fetches from an address as {@link askPatiently} asks.
 *
 * @param bounds.who answers, as errors name it: `the registry`
 * @param bounds.most bytes of the body, after decompression
 * @throws PakError NETWORK when the last attempt fails too, TOO_LARGE when the body is longer than `most`
 */
export function fetchPatiently(
  fetch: typeof globalThis.fetch,
  address: string,
  request: RequestInit,
  { who, most, patience }: { readonly who: string; readonly most: number; readonly patience: Patience },
): Promise<Answer> {
  return askPatiently(who, patience, async () => {
    const response = await fetch(address, { ...request, signal: AbortSignal.timeout(patience.timeout) });
    return readAnswer(who, response, most);
  });
}

/** Milliseconds to stay away at least from a server that limits who asks and does not say for how long. */
const LIMITED_WAIT = 60_000;

/**
 * Asks until there is an answer that another attempt would not better, waiting in between as `Retry-After` or
 * `X-RateLimit-Reset` says, else twice as long each time.
 *
 * @param ask what it throws is a connection that broke, unless it is a PakError: that one ends the asking
 * @throws PakError NETWORK when the last attempt fails too, RATE_LIMITED when an obedient asker should stay away
 */
export async function askPatiently<Given extends Answer>(
  who: string,
  { retries, leastWait, mostWait, isObedient = false, wait = sleep }: Pauses,
  ask: () => Promise<Given>,
): Promise<Given> {
  let waited = 0;
  for (let attempt = 0; ; attempt += 1) {
    let pause = leastWait * 2 ** attempt;
    let isLimit = false;
    let why: string;
    let cause: unknown;
    try {
      const answer = await ask();
      isLimit = isObedient && isLimited(answer);
      if (!PASSING.has(answer.status) && !isLimit) return answer;
      why = `it answered ${answer.status}`;
      // Askers that were sent away together should not come back together.
      if (isLimit) pause = Math.max(leastWait, LIMITED_WAIT) * 2 ** attempt * (1 + Math.random() / 2);
      pause = parseWait(answer.headers) ?? pause;
      if (isLimit && pause > mostWait) throw makeLimitError(who, pause);
    } catch (error) {
      if (error instanceof PakError) throw error;
      why = describeCause(error);
      cause = error;
    }
    const next = Math.min(pause, mostWait);
    // Else a server that always wants a little more could hold up everybody who waits for another.
    const isLong = isObedient && waited + next > 2 * mostWait;
    if (attempt >= retries || isLong) {
      if (isLimit) throw makeLimitError(who, pause);
      const fix = "check the address and the network, or try again later";
      throw new PakError("NETWORK", `${who} gave no answer: ${why}`, { fix, cause });
    }
    await wait(next);
    waited += next;
  }
}

/** Whether a server takes no more requests for now. GitHub says 403 for that too, and tells it apart by headers. */
function isLimited({ status, headers }: Answer): boolean {
  const isSaid = headers.has("retry-after") || headers.get("x-ratelimit-remaining") === "0";
  return status === 429 || (status === 403 && isSaid);
}

/** Milliseconds that a server asks to wait; `undefined` when it does not say. */
function parseWait(headers: Headers): number | undefined {
  const date = headers.get("date");
  const after = parseRetryAfter(headers.get("retry-after"), date);
  if (after !== undefined || headers.get("x-ratelimit-remaining") !== "0") return after;
  // In seconds since 1970: GitHub's REST API, "Rate limits".
  const reset = Number(headers.get("x-ratelimit-reset") ?? Number.NaN) * 1000 - Date.parse(date ?? "");
  return Number.isNaN(reset) ? undefined : Math.max(reset, 0);
}

function makeLimitError(who: string, pause: number): PakError {
  const wait = renderCount(Math.ceil(pause / 60_000), "minute");
  return new PakError("RATE_LIMITED", `${who} takes no more requests for ${wait}`, {
    fix: "run it again then: it goes on where it stopped",
  });
}

/**
 * Reads an answer whole; of one that another attempt may better only what it says of when.
 *
 * @param see is told of each piece as it comes
 * @throws PakError TOO_LARGE when the body is longer than `most` bytes
 */
export async function readAnswer(
  who: string,
  response: Response,
  most: number,
  see?: (piece: Uint8Array) => void,
): Promise<Answer> {
  const { status, headers } = response;
  if (PASSING.has(status)) {
    await response.body?.cancel();
    return { status, headers, body: new Uint8Array() };
  }
  const body = await readBounded(response, most, see);
  if (body !== undefined) return { status, headers, body };
  throw new PakError("TOO_LARGE", `${who} answered with more than ${most} bytes`, {
    fix: "report it to the maintainers: no package needs that much",
  });
}

/**
 * Milliseconds that a `Retry-After` header asks for: seconds, or a date (RFC 9110, 10.2.3) which is compared with the
 * answer's own date, so that a wrong clock here does no harm.
 */
export function parseRetryAfter(value: string | null, date: string | null): number | undefined {
  if (value === null) return undefined;
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
  const gap = Date.parse(value) - Date.parse(date ?? "");
  return Number.isNaN(gap) ? undefined : Math.max(gap, 0);
}
