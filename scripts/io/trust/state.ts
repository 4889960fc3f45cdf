import type { Served, TrustState } from "../../model/trust/client.ts";
import { parseHead, parseIndex, parseRoot } from "../../model/trust/parse.ts";
import { digestOf, encode } from "./reader.ts";
import type { Trusted } from "./session.ts";
import type { Store } from "./store.ts";

/** What a client kept of an earlier run: verified then, read back now. */
export interface KeptState {
  readonly state: TrustState;
  /** Absent when only a root was verified, or a write was cut off between head, index and signers. */
  readonly trusted?: Trusted;
  /** As they were verified under the newest root; absent when that was an older one, which asked for others. */
  readonly headServed?: Served;
  readonly indexServed?: Served;
  /** ETag of `latest`, when the two above are there, and the mirror that gave it. */
  readonly latestTag?: string;
  readonly url?: string;
}

interface Signers {
  /** Version of the root under which the head and the index were verified. */
  readonly root: number;
  /** Digest of that head, which holds that of the index. */
  readonly sha256: string;
  readonly head: readonly string[];
  readonly index: readonly string[];
  readonly latestTag?: string;
  readonly url?: string;
}

/** Reads the kept state, or `undefined` on first contact. What can't be read counts as never kept. */
export async function loadState(store: Store): Promise<KeptState | undefined> {
  const [rootText, headText, indexText, signersText, rotation] = await Promise.all(
    ["root.json", "head.json", "index.json", "signers.json", "rotation.json"].map(path => store.read(path)),
  );
  if (rootText === undefined) return undefined;
  try {
    const root = parseRoot(rootText);
    if (headText === undefined || indexText === undefined || signersText === undefined)
      return { state: { root } };
    const signers = JSON.parse(signersText) as Signers;
    const [headServed, indexServed] = await Promise.all([
      serve(headText, signers.head),
      serve(indexText, signers.index),
    ]);
    const [head, index] = [parseHead(headText), parseIndex(indexText)];
    const isForgotten = signers.root < Number(rotation) && Number(rotation) <= root.version;
    const state = isForgotten
      ? { root }
      : {
          root,
          head: { document: head, sha256: headServed.sha256 },
          index: { document: index, sha256: indexServed.sha256 },
        };
    if (signers.sha256 !== headServed.sha256 || head.index.sha256 !== indexServed.sha256) return { state };
    const { latestTag, url } = signers;
    const current = { headServed, indexServed, ...(latestTag === undefined ? {} : { latestTag }) };
    return {
      state,
      trusted: { root, head, index, signedBy: signers.index },
      ...(url === undefined ? {} : { url }),
      ...(signers.root === root.version ? current : {}),
    };
  } catch {
    return undefined;
  }
}

/**
 * Keeps a verified root. One that takes the version counters with it (`acceptRoot`) is announced before: what
 * was counted under earlier roots is forgotten from the moment that this one is kept, and not before.
 */
export async function keepRoot(store: Store, text: string, rotation?: number): Promise<void> {
  if (rotation !== undefined) await store.write("rotation.json", String(rotation));
  await store.write("root.json", text);
}

/**
 * Keeps a verified head and index; last the signers, which name the head they belong to, with the tag of
 * `latest`: a cut leaves the old state, or parts that do not fit together and are fetched again.
 */
export async function keepState(
  store: Store,
  kept: {
    rootVersion: number;
    headServed: Served;
    indexServed: Served;
    latestTag: string | undefined;
    url: string;
  },
): Promise<void> {
  const { rootVersion, headServed, indexServed, latestTag, url } = kept;
  const signers: Signers = {
    root: rootVersion,
    sha256: headServed.sha256,
    head: headServed.signers,
    index: indexServed.signers,
    ...(latestTag === undefined ? {} : { latestTag }),
    url,
  };
  await store.write("index.json", indexServed.text);
  await store.write("head.json", headServed.text);
  await store.write("signers.json", JSON.stringify(signers));
}

async function serve(text: string, signers: readonly string[]): Promise<Served> {
  const bytes = encode(text);
  return { text, sha256: await digestOf(bytes), length: bytes.length, signers };
}
