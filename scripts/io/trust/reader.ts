import { type ErrorCode, PakError } from "../../errors.ts";
import { signaturePath, trustKeyPath } from "../../model/published/paths.ts";
import type { Served } from "../../model/trust/client.ts";
import { LIMITS, type Root } from "../../model/trust/trust.ts";
import type { Mirror } from "./mirror.ts";
import type { Store } from "./store.ts";
import { isSignedBy } from "./verify-signature.ts";

type FileKind = "ROOT" | "HEAD" | "INDEX" | "BIN" | "ENTRY";

/** What to call a file that is longer than it may be, and an answer that is none. */
const CODES: Readonly<Record<FileKind, { tooLarge: ErrorCode; failed: ErrorCode }>> = {
  ROOT: { tooLarge: "ROOT_TOO_LARGE", failed: "ROOT_FETCH" },
  HEAD: { tooLarge: "HEAD_TOO_LARGE", failed: "HEAD_FETCH" },
  INDEX: { tooLarge: "INDEX_LENGTH", failed: "INDEX_FETCH" },
  BIN: { tooLarge: "BIN_LENGTH", failed: "BIN_FETCH" },
  ENTRY: { tooLarge: "ENTRY_LENGTH", failed: "ENTRY_FETCH" },
};

/** Fetches signed files from one mirror and finds out who signed them. */
export interface TrustReader {
  /** A file and its good signatures by the keys of a role; `undefined` when the mirror has no such file (404). */
  fetchSigned(
    path: string,
    kind: "ROOT" | "HEAD" | "INDEX",
    limit: number,
    keysOf: KeysOf,
  ): Promise<Served | undefined>;
  /** Asks for a file and its signatures ahead of time; `fetchSigned` then takes these answers. Proves nothing. */
  expectSigned(
    path: string,
    kind: "ROOT" | "HEAD" | "INDEX",
    limit: number,
    fingerprints: Iterable<string>,
  ): void;
  /** A file without signatures of its own: its digest is signed elsewhere. */
  fetchPlain(path: string, kind: "BIN" | "ENTRY", limit: number): Promise<Served | undefined>;
}

/** The keys that may have signed a file: fingerprint to the SHA-256 of its public key, known before or from the file. */
export type KeysOf = (text: string) => ReadonlyMap<string, string>;

/** The pinned keys of a role. */
export function roleKeys(root: Root, role: keyof Root["roles"]): ReadonlyMap<string, string> {
  return new Map(root.roles[role].fprs.map(fingerprint => [fingerprint, root.keys[fingerprint]!]));
}

/** Opens a reader. Public keys are fetched once and kept in the store; their digest is checked at each use. */
export function openReader(mirror: Mirror, store: Store, now: Date): TrustReader {
  const keys = new Map<string, Promise<string>>();
  const readKey = (fingerprint: string, digest: string) => {
    const pin = `${fingerprint} ${digest}`;
    let key = keys.get(pin);
    if (key === undefined) keys.set(pin, (key = fetchKey(mirror, store, fingerprint, digest)));
    return key;
  };
  const expected = new Map<string, ReturnType<Mirror["fetch"]>>();
  const ask: Mirror["fetch"] = (path, ...rest) => {
    const early = expected.get(path);
    expected.delete(path);
    return early ?? mirror.fetch(path, ...rest);
  };
  const fetchSignature = async (path: string, kind: "ROOT" | "HEAD" | "INDEX") => {
    const answer = await ask(path, LIMITS.signature, {
      tooLarge: `${kind}_SIGNATURE`,
      failed: `${kind}_FETCH`,
    });
    return answer.status === 200 ? decode(answer.bytes) : undefined;
  };
  return {
    async fetchSigned(path, kind, limit, keysOf) {
      // Keys that are known before the file are asked for their signatures together with it: one round trip less.
      // A file that was asked for ahead of time may be missing, and tells so first.
      const known = [...(expected.has(path) ? [] : keysOf("").keys())].map(
        fingerprint => [fingerprint, fetchSignature(signaturePath(path, fingerprint), kind)] as const,
      );
      const early = new Map(known);
      for (const [, signature] of known) signature.catch(() => undefined);
      const answer = await ask(path, limit, CODES[kind]);
      if (answer.status !== 200) return undefined;
      const text = decode(answer.bytes);
      const signers = await Promise.all(
        [...keysOf(text)].map(async ([fingerprint, digest]) => {
          const [armored, keyText] = await Promise.all([
            early.get(fingerprint) ?? fetchSignature(signaturePath(path, fingerprint), kind),
            readKey(fingerprint, digest),
          ]);
          const isGood =
            armored !== undefined &&
            (await isSignedBy({ bytes: answer.bytes, armored, keyText, fingerprint, now }));
          return isGood ? [fingerprint] : [];
        }),
      );
      return {
        text,
        sha256: await digestOf(answer.bytes),
        length: answer.bytes.length,
        signers: signers.flat(),
      };
    },
    expectSigned(path, kind, limit, fingerprints) {
      const signatures = [...fingerprints].map(fingerprint => signaturePath(path, fingerprint));
      const signature = { tooLarge: `${kind}_SIGNATURE`, failed: `${kind}_FETCH` } as const;
      expected.set(path, mirror.fetch(path, limit, CODES[kind]));
      for (const other of signatures) expected.set(other, mirror.fetch(other, LIMITS.signature, signature));
      for (const request of expected.values()) request.catch(() => undefined);
    },
    async fetchPlain(path, kind, limit) {
      const answer = await mirror.fetch(path, limit, CODES[kind]);
      if (answer.status !== 200) return undefined;
      return {
        text: decode(answer.bytes),
        sha256: await digestOf(answer.bytes),
        length: answer.bytes.length,
        signers: [],
      };
    },
  };
}

/** A public key whose bytes are those that a root pinned. */
async function fetchKey(mirror: Mirror, store: Store, fingerprint: string, digest: string): Promise<string> {
  const path = trustKeyPath(fingerprint);
  const stored = await store.read(path);
  if (stored !== undefined && (await digestOf(encode(stored))) === digest) return stored;
  const failed: ErrorCode = "KEY_DIGEST";
  const answer = await mirror.fetch(path, LIMITS.key, { tooLarge: failed, failed });
  if (answer.status !== 200 || (await digestOf(answer.bytes)) !== digest) {
    throw new PakError(failed, `${path} is not the key that the root pinned`);
  }
  const text = decode(answer.bytes);
  await store.write(path, text);
  return text;
}

/** SHA-256, hex, by the platform's own cryptography: Node and browsers have the same. */
export async function digestOf(bytes: Uint8Array): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>));
  return Array.from(digest, byte => byte.toString(16).padStart(2, "0")).join("");
}

export function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Bytes that are no UTF-8 become other bytes here; their digest and signatures were taken before. */
function decode(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}
