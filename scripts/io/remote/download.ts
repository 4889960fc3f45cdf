import { hash } from "node:crypto";
import { lookup } from "node:dns/promises";
import { type Finding, finding } from "../../model/finding.ts";
import { isPublicAddress } from "../../model/text/address.ts";
import { checkUrl } from "../../model/text/url.ts";
import { type Answer, type Exchange, exchange } from "./exchange.ts";

/** A file that somebody named by its address. */
export interface DownloadOrder {
  readonly url: string;
  /** Bytes that it may have at most. */
  readonly limit: number;
  /** SHA-256 of its bytes, hex, where it is known. */
  readonly sha256?: string;
}

/** How a download reaches the world. */
export interface DownloadMeans {
  /** The addresses of a host; none when it has none. */
  resolve(host: string): Promise<readonly string[]>;
  readonly exchange: Exchange;
}

/** The bytes, or why they were not taken. */
export type Downloaded = { readonly bytes: Uint8Array } | { readonly findings: readonly Finding[] };

const MOST_REDIRECTS = 3;

/** Milliseconds until all of it has to be there. */
const PATIENCE = 20_000;

const REAL: DownloadMeans = {
  async resolve(host) {
    const answers = await lookup(host, { all: true }).catch(() => []);
    return answers.map(({ address }) => address);
  },
  exchange,
};

/**
 * Downloads a file from a known forge: https only, from exactly the addresses that were looked up and found
 * public, every redirect checked like the first, in bounded size and time. What went wrong is a finding of the
 * person who gave the address; a redirect's codes begin with `REDIRECT_`.
 */
export async function download(order: DownloadOrder, means: DownloadMeans = REAL): Promise<Downloaded> {
  const signal = AbortSignal.timeout(PATIENCE);
  let url = order.url;
  for (let hop = 0; hop <= MOST_REDIRECTS; hop++) {
    const refused = checkUrl(url, hop === 0 ? "download" : "redirect");
    if (refused.length > 0) return refuse(hop, refused);
    const address = new URL(url);
    const addresses = await means.resolve(address.hostname);
    if (addresses.length === 0 || !addresses.every(isPublicAddress)) {
      return refuse(hop, [makePrivateFinding(address.hostname, addresses)]);
    }
    const answer = await means.exchange(address, { addresses, limit: order.limit, signal });
    if ("problem" in answer) return refuse(0, [makeAnswerFinding(url, answer.problem)]);
    if (answer.location === undefined) return acceptAnswer(order, answer);
    url = resolveLocation(answer.location, url);
  }
  return refuse(0, [makeAnswerFinding(order.url, `redirects more than ${MOST_REDIRECTS} times`)]);
}

function refuse(hop: number, findings: readonly Finding[]): Downloaded {
  return {
    findings: hop === 0 ? findings : findings.map(found => ({ ...found, code: `REDIRECT_${found.code}` })),
  };
}

function resolveLocation(location: string, from: string): string {
  return URL.canParse(location, from) ? new URL(location, from).href : location;
}

function acceptAnswer({ url, limit, sha256 }: DownloadOrder, { status, bytes }: Answer): Downloaded {
  if (status !== 200)
    return { findings: [finding("FETCH_STATUS", `${url} answered ${status}`, { expected: "200" })] };
  if (bytes.length > limit) {
    return {
      findings: [
        finding("FETCH_TOO_LARGE", `${url} is larger than ${limit} bytes`, { expected: `at most ${limit}` }),
      ],
    };
  }
  if (sha256 !== undefined && hash("sha256", bytes) !== sha256) {
    return {
      findings: [
        finding("FETCH_DIGEST", `${url} holds other bytes than were named`, {
          expected: `SHA-256 ${sha256}`,
        }),
      ],
    };
  }
  return { bytes };
}

function makePrivateFinding(host: string, addresses: readonly string[]): Finding {
  const what = addresses.length === 0 ? "has no address" : "leads into a private network";
  return finding("URL_PRIVATE_ADDRESS", `${host} ${what}`, { expected: "a public address" });
}

function makeAnswerFinding(url: string, problem: string): Finding {
  return finding("FETCH_FAILED", `${url} ${problem}`, {
    fix: "look whether the address opens, then try again",
  });
}
