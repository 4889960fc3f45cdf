import type { HttpClient } from "isomorphic-git";
import { PakError } from "../../errors.ts";
import { ARCHIVE_LIMITS } from "../../model/archive/guard.ts";
import { askPatiently, type Pauses } from "../remote/patient.ts";
import { askWatchfully, type WatchedAnswer } from "../remote/watchful.ts";
import { findPack } from "./git-answer.ts";
import { checkPack } from "./pack.ts";

/** What a conversation with a git server may take. */
export interface TransportBounds extends Pauses {
  /** Bytes received in all answers together, after decompression. */
  readonly most: number;
  /** Milliseconds without a byte. */
  readonly silence: number;
  /** Milliseconds for everything: a server that drips a byte now and then ends too. */
  readonly whole: number;
  /** Followed within the same server, where a repository was renamed; with none at all a redirect is an error. */
  readonly redirects: number;
}

/** For fetching a package. */
export const FETCH_BOUNDS: TransportBounds = {
  most: ARCHIVE_LIMITS.compressed,
  silence: 30_000,
  whole: 30 * 60_000,
  retries: 2,
  leastWait: 1_000,
  mostWait: 60_000,
  redirects: 3,
};

const AGENT = "git/pak-catalog";

/**
 * How isomorphic-git reaches one git server: without credentials, redirected within the same server at most (a
 * repository that was renamed), each answer read whole before anything looks at it, and a pack checked for what it
 * inflates to. So isomorphic-git never sees an answer that breaks off, or more than memory can hold.
 *
 * @throws PakError, each from `request`: NETWORK when there is no answer, SOURCE_FETCH when the server says that there
 *   is no such repository, TOO_LARGE when the answers exceed the bounds, REPO_REDIRECTED
 */
export function openGitTransport(fetch: typeof globalThis.fetch, bounds = FETCH_BOUNDS): HttpClient {
  const whole = AbortSignal.timeout(bounds.whole);
  let received = 0;

  async function ask(url: string, init: RequestInit): Promise<WatchedAnswer> {
    return askWatchfully(fetch, url, init, {
      who: repositoryOf(url),
      most: bounds.most - received,
      silence: bounds.silence,
      whole,
      see: piece => {
        received += piece.length;
      },
    });
  }

  async function askThroughRedirects(first: string, init: RequestInit) {
    let url = first;
    for (let hop = 0; hop <= bounds.redirects; hop += 1) {
      const from = url;
      const answer = await askPatiently(repositoryOf(from), bounds, () => ask(from, init));
      const location = answer.headers.get("location");
      if (answer.status < 300 || answer.status >= 400 || location === null) return answer;
      const next = URL.parse(location, url);
      if (bounds.redirects === 0) throw makeRedirectError(url, repositoryOf(next?.href ?? location));
      if (next?.origin !== new URL(url).origin) throw makeRefusal(url, "sends on to another server");
      url = next.href;
    }
    throw makeRefusal(first, `redirects more than ${bounds.redirects} times`);
  }

  return {
    async request({ url, method = "GET", headers = {}, body: sent }) {
      const pieces: Uint8Array[] = [];
      for await (const piece of sent ?? []) pieces.push(piece);
      const question = Buffer.concat(pieces);
      const answer = await askThroughRedirects(url, {
        method,
        headers: { Accept: "*/*", ...headers, "User-Agent": AGENT },
        ...(sent === undefined ? {} : { body: question }),
      });
      const { status } = answer;
      if (status !== 200) throw makeStatusError(url, status);
      // A list of references is the one answer to a question that holds no pack (gitprotocol-v2, "ls-refs").
      const isList = question.includes("command=ls-refs");
      if (method === "POST" && !isList) checkPack(findPack(Buffer.from(answer.body.buffer)));
      return {
        url: answer.url,
        method,
        headers: Object.fromEntries(answer.headers),
        body: iterateOnce(answer.body),
        statusCode: status,
        statusMessage: answer.statusText,
      };
    },
  };
}

async function* iterateOnce(body: Uint8Array): AsyncIterableIterator<Uint8Array> {
  yield body;
}

function makeRedirectError(url: string, location: string): PakError {
  return new PakError("REPO_REDIRECTED", `${repositoryOf(url)} is at ${location.slice(0, 200)} now`, {
    fix: "find out whether it is the same project, then change the endpoint by a pull request",
  });
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

/** The repository's address, without what git's protocol puts behind it. */
function repositoryOf(url: string): string {
  return url.replace(/\/(?:info\/refs(?:\?.*)?|git-upload-pack)$/, "");
}
