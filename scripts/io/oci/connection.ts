import { PakError } from "../../errors.ts";
import { mayLead } from "../../model/oci/challenge.ts";
import { addressOf, type Reference, renderPlace } from "../../model/oci/reference.ts";
import { askPatiently, type Pauses } from "../remote/patient.ts";
import { askWatchfully, type WatchedAnswer } from "../remote/watchful.ts";
import { applyReplacements, type Replacements } from "../source/address.ts";
import { authorize, type Credentials, makeAccessError } from "./authorization.ts";

/** How long a registry is waited for; all times in milliseconds. */
export interface ConnectionPatience extends Pauses {
  /** Without a byte while an answer is read. */
  readonly silence: number;
  /** For one request with its answer. */
  readonly whole: number;
}

/** How a registry is reached. */
export interface RegistryMeans {
  readonly fetch: typeof globalThis.fetch;
  /** Absent: nobody in particular. */
  readonly credentials?: Credentials;
  /** Whether it is written to. */
  readonly isPushing?: boolean;
  /** Where it is asked instead, as nobody in particular. */
  readonly replace?: Replacements;
  readonly patience?: ConnectionPatience;
}

/** One request to a repository. */
export interface RegistryRequest {
  readonly method?: "GET" | "HEAD" | "POST" | "PUT";
  /** From the repository's address; or whole, as the registry gave it. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array<ArrayBuffer>;
  /** Bytes that the answer's body may have, where a message has fewer. */
  readonly most?: number;
}

/** A repository's server, asked as often as it takes and with what it wants to know. */
export interface Connection {
  /** `HOST/NAME`. */
  readonly place: string;
  /** Asks once more where another attempt may better the answer. */
  ask(request: RegistryRequest): Promise<WatchedAnswer>;
  /** Does what takes several requests, anew from the first where another attempt may better the last answer. */
  retry(work: () => Promise<WatchedAnswer>): Promise<WatchedAnswer>;
  /** Asks once; for use in `retry`. */
  askOnce(request: RegistryRequest): Promise<WatchedAnswer>;
}

const PATIENCE: ConnectionPatience = {
  retries: 3,
  leastWait: 1_000,
  mostWait: 60_000,
  silence: 30_000,
  whole: 15 * 60_000,
};

/** Bytes of the longest message: a refusal with its reasons. */
const MESSAGE = 65_536;
const MOST_REDIRECTS = 3;

/**
 * Opens the way to a repository (OCI distribution-spec 1.1). What a registry sends on to, storage mostly, is asked
 * without the header `Authorization`; so is a mirror of the settings.
 *
 * Asking throws PakError: NETWORK without an answer, TOKEN when access is refused, TOO_LARGE, REGISTRY when it leads
 * where nobody may be led.
 */
export function openConnection(reference: Reference, means: RegistryMeans): Connection {
  const { fetch, isPushing = false, replace, patience = PATIENCE } = means;
  const place = renderPlace(reference);
  const known = addressOf(reference);
  const address = applyReplacements(known, replace);
  const credentials = address === known ? means.credentials : undefined;
  const scope = `repository:${reference.name}:${isPushing ? "pull,push" : "pull"}`;
  const tokens = { ...patience, timeout: patience.silence };
  let authorization: string | undefined;

  const isOwn = (url: string) => new URL(url).origin === new URL(address).origin;

  function send(url: string, { method = "GET", headers, body, most = MESSAGE }: RegistryRequest) {
    const own = isOwn(url) && authorization !== undefined ? { Authorization: authorization } : {};
    // A digest is of the bytes as they lie there, not of what they inflate to.
    const all = { "Accept-Encoding": "identity", ...headers, ...own };
    const init = { method, headers: all, ...(body === undefined ? {} : { body }) };
    const whole = AbortSignal.timeout(patience.whole);
    // While bytes are sent none come.
    const silence = body === undefined ? patience.silence : patience.whole;
    // A refusal may be longer than what was asked for.
    const bound = Math.max(most, MESSAGE);
    return askWatchfully(fetch, url, init, { who: place, most: bound, silence, whole });
  }

  async function sendThrough(request: RegistryRequest): Promise<WatchedAnswer> {
    let url = resolve(request.path, address);
    for (let hop = 0; hop <= MOST_REDIRECTS; hop += 1) {
      const answer = await send(url, request);
      const location = answer.headers.get("location");
      const isMoved = answer.status >= 300 && answer.status < 400 && location !== null;
      if (!isMoved || request.body !== undefined || request.method === "POST") return answer;
      url = resolve(location, url);
    }
    throw makeRegistryError(place, `redirects more than ${MOST_REDIRECTS} times`);
  }

  function resolve(location: string, from: string): string {
    const url = URL.parse(location, from)?.href;
    if (url !== undefined && mayLead(address, url)) return url;
    throw makeRegistryError(place, "sends on to where nobody may be sent");
  }

  async function askOnce(request: RegistryRequest): Promise<WatchedAnswer> {
    const first = await sendThrough(request);
    // What the registry sent on to is not who may ask for credentials.
    if (first.status !== 401 || !isOwn(first.url)) return refuseDenied(first);
    const challenge = first.headers.get("www-authenticate");
    const order = { address, scope, fetch, patience: tokens, ...(credentials && { credentials }) };
    authorization = await authorize(challenge, order);
    return authorization === undefined ? refuseDenied(first) : refuseDenied(await sendThrough(request));
  }

  function refuseDenied(answer: WatchedAnswer): WatchedAnswer {
    if (answer.status !== 401 && answer.status !== 403) return answer;
    throw makeAccessError(address, scope, credentials !== undefined);
  }

  const retry = (work: () => Promise<WatchedAnswer>) => askPatiently(place, patience, work);
  return { place, askOnce, retry, ask: request => retry(() => askOnce(request)) };
}

/** A registry that does not do what the specification says. */
export function makeRegistryError(place: string, what: string): PakError {
  return new PakError("REGISTRY", `${place}: the registry ${what}`, {
    fix: "check the address, and whether the registry keeps to OCI's distribution specification",
  });
}
