import { setTimeout as wait } from "node:timers/promises";
import type { HttpClient } from "isomorphic-git";
import { PakError } from "../../errors.ts";
import { ARCHIVE_LIMITS } from "../../model/archive/guard.ts";
import { type Patience, parseRetryAfter } from "../npm/request.ts";
import { findPack } from "./git-answer.ts";
import { checkPack } from "./pack.ts";

/** What a conversation with a git server may take. */
export interface TransportBounds extends Omit<Patience, "timeout"> {
  /** Bytes received in all answers together, after decompression. */
  readonly most: number;
  /** Milliseconds without a byte. */
  readonly silence: number;
  /** Milliseconds for everything: a server that drips a byte now and then ends too. */
  readonly whole: number;
}

const BOUNDS: TransportBounds = {
  most: ARCHIVE_LIMITS.compressed,
  silence: 30_000,
  whole: 30 * 60_000,
  retries: 2,
  leastWait: 1_000,
  mostWait: 60_000,
};

/** Answers that another attempt may better. */
const PASSING: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);

const MOST_REDIRECTS = 3;

const AGENT = "git/pak-catalog";

/**
 * How isomorphic-git reaches one git server: without credentials, redirected within the same server only (a
 * repository that was renamed), each answer read whole before anything looks at it, and a pack checked for what it
 * inflates to. So isomorphic-git never sees an answer that breaks off, or more than memory can hold.
 *
 * @throws PakError, each from `request`: NETWORK when there is no answer, SOURCE_FETCH when the server says that there
 *   is no such repository, TOO_LARGE when the answers exceed the bounds
 */
export function openGitTransport(fetch: typeof globalThis.fetch, bounds = BOUNDS): HttpClient {
  const whole = AbortSignal.timeout(bounds.whole);
  let received = 0;

  async function ask(url: string, init: RequestInit): Promise<{ response: Response; body: Buffer }> {
    const silent = new AbortController();
    const timer = setTimeout(() => silent.abort(), bounds.silence);
    const signal = AbortSignal.any([silent.signal, whole]);
    try {
      const response = await fetch(url, { ...init, signal, redirect: "manual" });
      const pieces: Uint8Array[] = [];
      for await (const piece of response.body ?? []) {
        timer.refresh();
        received += piece.byteLength;
        if (received > bounds.most) throw makeTooLarge(url, bounds.most);
        pieces.push(piece);
      }
      return { response, body: Buffer.concat(pieces) };
    } catch (error) {
      if (error instanceof PakError) throw error;
      throw makeNetworkError(url, signal.aborted ? "it took too long" : describeCause(error), error);
    } finally {
      clearTimeout(timer);
    }
  }

  async function askPatiently(url: string, init: RequestInit) {
    for (let attempt = 0; ; attempt += 1) {
      const { response, body } = await ask(url, init);
      if (!PASSING.has(response.status)) return { response, body };
      if (attempt >= bounds.retries) throw makeNetworkError(url, `it answered ${response.status}`);
      const { headers } = response;
      const pause = parseRetryAfter(headers.get("retry-after"), headers.get("date"));
      await wait(Math.min(pause ?? bounds.leastWait * 2 ** attempt, bounds.mostWait));
    }
  }

  async function askThroughRedirects(first: string, init: RequestInit) {
    let url = first;
    for (let hop = 0; hop <= MOST_REDIRECTS; hop += 1) {
      const { response, body } = await askPatiently(url, init);
      const location = response.headers.get("location");
      if (response.status < 300 || response.status >= 400 || location === null) return { response, body };
      const next = URL.parse(location, url);
      if (next?.origin !== new URL(url).origin) throw makeRefusal(url, "sends on to another server");
      url = next.href;
    }
    throw makeRefusal(first, `redirects more than ${MOST_REDIRECTS} times`);
  }

  return {
    async request({ url, method = "GET", headers = {}, body: sent }) {
      const pieces: Uint8Array[] = [];
      for await (const piece of sent ?? []) pieces.push(piece);
      const { response, body } = await askThroughRedirects(url, {
        method,
        headers: { Accept: "*/*", ...headers, "User-Agent": AGENT },
        ...(sent === undefined ? {} : { body: Buffer.concat(pieces) }),
      });
      if (response.status !== 200) throw makeStatusError(url, response.status);
      if (method === "POST") checkPack(findPack(body));
      return {
        url: response.url,
        method,
        headers: Object.fromEntries(response.headers),
        body: iterateOnce(body),
        statusCode: response.status,
        statusMessage: response.statusText,
      };
    },
  };
}

async function* iterateOnce(body: Buffer): AsyncIterableIterator<Uint8Array> {
  yield body;
}

function makeStatusError(url: string, status: number): PakError {
  return [401, 403, 404, 410].includes(status)
    ? makeRefusal(url, `has no such repository, or keeps it private (it answered ${status})`)
    : makeRefusal(url, `answered ${status}`);
}

function makeRefusal(url: string, why: string): PakError {
  return new PakError("SOURCE_FETCH", `${repositoryOf(url)}: the server ${why}`, {
    fix: "look whether the repository opens in a browser without signing in",
  });
}

function makeNetworkError(url: string, why: string, cause?: unknown): PakError {
  const fix = "try again later";
  return new PakError("NETWORK", `${repositoryOf(url)}: no answer: ${why}`, { fix, cause });
}

function makeTooLarge(url: string, most: number): PakError {
  return new PakError("TOO_LARGE", `${repositoryOf(url)} is more than ${most} bytes to fetch`, {
    fix: "report it to the maintainers: no package needs that much",
  });
}

/** The repository's address, without what git's protocol puts behind it. */
function repositoryOf(url: string): string {
  return url.replace(/\/(?:info\/refs(?:\?.*)?|git-upload-pack)$/, "");
}

/** The cause in a word: `fetch failed` alone tells nothing. */
function describeCause(error: unknown): string {
  const { code, message } = ((error as Error).cause ?? error) as { code?: unknown; message?: string };
  return typeof code === "string" ? code : String(message);
}
