import { PakError } from "../../errors.ts";
import { headPath, indexPath, LATEST_PATH, rootPath } from "../../model/published/paths.ts";
import {
  acceptFirstRoot,
  acceptHead,
  acceptIndex,
  acceptLatest,
  acceptRoot,
  requireFreshRoot,
  type Served,
  type TrustState,
} from "../../model/trust/client.ts";
import { parseLatest, parseRoot } from "../../model/trust/parse.ts";
import { type Head, type IndexFile, LIMITS, type Root } from "../../model/trust/trust.ts";
import type { Mirror, MirrorAnswer } from "./mirror.ts";
import { type KeysOf, openReader, roleKeys, type TrustReader } from "./reader.ts";
import { type KeptState, keepRoot, keepState, loadState } from "./state.ts";
import type { Store } from "./store.ts";

/** What one run trusts: newest verified root, head and index. */
export interface Trusted {
  readonly root: Root;
  readonly head: Head;
  readonly index: IndexFile;
  /** Fingerprints whose signatures over the index were good. */
  readonly signedBy: readonly string[];
}

/** How a run is to be done. */
export interface SessionOrder {
  readonly mirror: Mirror;
  readonly store: Store;
  readonly now: Date;
  /** Pins the first contact: a key that has to have signed root 1. */
  readonly rootFingerprint?: string;
}

/**
 * Brings what is trusted up to date from one mirror: steps 1 to 5 and 8 of design section 8. When `latest` is
 * unchanged and the stored head has not expired, that one conditional request is all.
 *
 * @throws PakError with an integrity code; what was stored stays, save roots that were verified on the way
 */
export async function updateTrust(order: SessionOrder): Promise<Trusted> {
  const { mirror, store, now } = order;
  const kept = await loadState(store);
  const reader = openReader(mirror, store, now);
  const codes = { tooLarge: "LATEST_SYNTAX", failed: "LATEST_FETCH" } as const;
  const tag = kept?.url === mirror.url ? kept.latestTag : undefined;
  const asked = mirror.fetch(LATEST_PATH, LIMITS.latest, codes, tag);
  const first = kept === undefined ? fetchFirstRoot(reader, asked) : undefined;
  const latest = await asked;
  if (latest.status === 404)
    throw new PakError(
      "LATEST_FETCH",
      `${mirror.url}${LATEST_PATH} is missing: no catalog is published there`,
    );
  if (latest.status === 304 && kept?.trusted && kept.headServed && kept.indexServed) {
    requireFreshRoot(kept.state, now);
    // Nothing changed but the clock.
    acceptHead(kept.state, kept.headServed, kept.trusted.head.version, now);
    acceptIndex(kept.state, kept.trusted.head, kept.indexServed, now);
    return kept.trusted;
  }
  const state = await walkRoots(order, reader, kept, first);
  requireFreshRoot(state, now);
  const version = acceptLatest(state, parseLatest(new TextDecoder().decode(latest.bytes)));
  return followHead({ ...order, reader, state, kept }, version, latest.etag);
}

/**
 * Step 2 on first contact needs root 1, and asks for root 2 in the same breath. As soon as root 1 and
 * `latest` have arrived, the head is asked for beside root 1's own signature: one round trip less.
 */
function fetchFirstRoot(reader: TrustReader, latest: Promise<MirrorAnswer>): Promise<Served | undefined> {
  const keysOf: KeysOf = text => {
    if (text !== "") void latest.then(answer => expectHead(reader, text, answer)).catch(() => undefined);
    return ownKeys(text);
  };
  const first = reader.fetchSigned(rootPath(1), "ROOT", LIMITS.root, keysOf);
  first.catch(() => undefined);
  reader.expectSigned(rootPath(2), "ROOT", LIMITS.root, []);
  return first;
}

function expectHead(reader: TrustReader, rootText: string, latest: MirrorAnswer): void {
  const version = parseLatest(new TextDecoder().decode(latest.bytes));
  reader.expectSigned(headPath(version), "HEAD", LIMITS.head, parseRoot(rootText).roles.head.fprs);
}

async function walkRoots(
  order: SessionOrder,
  reader: TrustReader,
  kept: KeptState | undefined,
  first: Promise<Served | undefined> | undefined,
): Promise<TrustState> {
  let state = kept?.state ?? (await acceptFirst(order, first!));
  for (;;) {
    const version = state.root.version + 1;
    const keysOf: KeysOf = text => new Map([...ownKeys(text), ...roleKeys(state.root, "root")]);
    const served = await reader.fetchSigned(rootPath(version), "ROOT", LIMITS.root, keysOf);
    if (served === undefined) return state;
    const next = acceptRoot(state, served);
    const isRotated = state.head !== undefined && next.head === undefined;
    await keepRoot(order.store, served.text, isRotated ? version : undefined);
    state = next;
  }
}

async function acceptFirst(
  { mirror, store, rootFingerprint }: SessionOrder,
  first: Promise<Served | undefined>,
): Promise<TrustState> {
  const served = await first;
  if (served === undefined) throw new PakError("ROOT_FETCH", `${mirror.url}${rootPath(1)} is missing`);
  const state = acceptFirstRoot(served);
  if (rootFingerprint !== undefined && !served.signers.includes(rootFingerprint)) {
    throw new PakError("ROOT_UNPINNED", `root 1 is not signed by ${rootFingerprint}`, {
      fix: "this is not the catalog you named: check its address and its fingerprint",
    });
  }
  await keepRoot(store, served.text);
  return state;
}

interface Following extends SessionOrder {
  readonly reader: TrustReader;
  readonly state: TrustState;
  readonly kept: KeptState | undefined;
}

/** Steps 4, 5 and 8. */
async function followHead(
  given: Following,
  version: number,
  latestTag: string | undefined,
): Promise<Trusted> {
  const { reader, state, kept, store, mirror, now } = given;
  const keysOf = (role: "head" | "index") => () => roleKeys(state.root, role);
  const headServed = await reader.fetchSigned(headPath(version), "HEAD", LIMITS.head, keysOf("head"));
  if (headServed === undefined) throw new PakError("HEAD_FETCH", `head ${version} is missing`);
  const head = acceptHead(state, headServed, version, now);
  const wanted = head.document.index;
  // A new root may ask for other signers of the same bytes than those that are kept.
  const known = state === kept?.state ? kept.indexServed : undefined;
  const indexServed: Served | undefined =
    (known?.sha256 === wanted.sha256 ? known : undefined) ??
    (await reader.fetchSigned(
      indexPath(wanted.version),
      "INDEX",
      Math.min(wanted.length, LIMITS.index),
      keysOf("index"),
    ));
  if (indexServed === undefined) throw new PakError("INDEX_FETCH", `index ${wanted.version} is missing`);
  const index = acceptIndex(state, head.document, indexServed, now);
  await keepState(store, {
    rootVersion: state.root.version,
    headServed,
    indexServed,
    latestTag,
    url: mirror.url,
  });
  return { root: state.root, head: head.document, index: index.document, signedBy: indexServed.signers };
}

/** The keys that a root names for its own role; nothing when it can't be read, which its acceptance then says. */
function ownKeys(text: string): ReadonlyMap<string, string> {
  try {
    return text === "" ? new Map() : roleKeys(parseRoot(text), "root");
  } catch {
    return new Map();
  }
}
