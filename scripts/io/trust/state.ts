import type { Served, TrustState } from "../../model/trust/client.ts";
import { parseHead, parseIndex, parseRoot } from "../../model/trust/parse.ts";
import { digestOf, encode } from "./reader.ts";
import type { Trusted } from "./session.ts";
import type { Store } from "./store.ts";

/** What a client kept of an earlier run: verified then, read back now. */
export interface KeptState {
  readonly state: TrustState;
  /** Absent when only a root was verified, or a write was cut off between head and index. */
  readonly trusted?: Trusted;
  readonly headServed?: Served;
  readonly indexServed?: Served;
  /** ETag of `latest`, and the mirror that gave it. */
  readonly latestTag?: string;
  readonly url?: string;
}

interface Signers {
  readonly head: readonly string[];
  readonly index: readonly string[];
  readonly latestTag?: string;
  readonly url?: string;
}

/** Reads the kept state, or `undefined` on first contact. What can't be read counts as never kept. */
export async function loadState(store: Store): Promise<KeptState | undefined> {
  const [rootText, headText, indexText, signersText] = await Promise.all(
    ["root.json", "head.json", "index.json", "signers.json"].map(path => store.read(path)),
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
    const state = {
      root,
      head: { document: head, sha256: headServed.sha256 },
      index: { document: index, sha256: indexServed.sha256 },
    };
    if (head.index.sha256 !== indexServed.sha256) return { state };
    return {
      state,
      headServed,
      indexServed,
      trusted: { root, head, index, signedBy: signers.index },
      ...(signers.latestTag === undefined ? {} : { latestTag: signers.latestTag }),
      ...(signers.url === undefined ? {} : { url: signers.url }),
    };
  } catch {
    return undefined;
  }
}

/** Keeps a verified head and index; the head last, so that a cut leaves the old pair or one that is noticed. */
export async function keepState(
  store: Store,
  kept: { headServed: Served; indexServed: Served; latestTag: string | undefined; url: string },
): Promise<void> {
  const { headServed, indexServed, latestTag, url } = kept;
  const signers = { head: headServed.signers, index: indexServed.signers, latestTag, url };
  await store.write("index.json", indexServed.text);
  await store.write("signers.json", JSON.stringify(signers));
  await store.write("head.json", headServed.text);
}

async function serve(text: string, signers: readonly string[]): Promise<Served> {
  const bytes = encode(text);
  return { text, sha256: await digestOf(bytes), length: bytes.length, signers };
}
