import { PakError } from "../../errors.ts";
import { parseBin, parseHead, parseIndex, parseRoot } from "./parse.ts";
import type { Bin, FileDigest, Head, IndexFile, RoleName, Root } from "./trust.ts";
import { LIMITS } from "./trust.ts";

/** A file as a mirror served it, with what was found out about its bytes. */
export interface Served {
  readonly text: string;
  /** Of the bytes, hex. */
  readonly sha256: string;
  /** Bytes. */
  readonly length: number;
  /** Fingerprints of the pinned keys whose signatures over these bytes verify; a key may stand here twice. */
  readonly signers: readonly string[];
}

/** What a client trusts and keeps. Everything in it was verified when it was stored. */
export interface TrustState {
  readonly root: Root;
  readonly head?: Stored<Head>;
  readonly index?: Stored<IndexFile>;
}

/** A verified document with the digest of its bytes. */
export interface Stored<Document> {
  readonly document: Document;
  readonly sha256: string;
}

const DAY = 86_400_000;

/*
 * The steps below are those of design section 8. They do no I/O: `io` and `client` fetch, verify signatures
 * against pinned keys, and store what comes back.
 */

/**
 * Step 2: a newer root takes the place of the trusted one. Both say who may sign it. Keys of the head or the
 * index that changed take their version counters with them, so that a catalog can recover from a stolen key
 * that signed a version too high to follow (fast-forward attack).
 */
export function acceptRoot(state: TrustState, served: Served): TrustState {
  requireSigners(state.root, "root", served, "ROOT_OLD_THRESHOLD");
  const root = parseRoot(served.text);
  if (root.catalog !== state.root.catalog) {
    throw new PakError(
      "ROOT_TYPE",
      `the root is that of the catalog ${root.catalog}, not ${state.root.catalog}`,
    );
  }
  if (root.version !== state.root.version + 1) {
    throw new PakError("ROOT_VERSION", `root ${state.root.version + 1} calls itself ${root.version}`);
  }
  requireSigners(root, "root", served, "ROOT_NEW_THRESHOLD");
  const isRotated = (["head", "index"] as const).some(role => hasOtherKeys(state.root, root, role));
  return isRotated ? { root } : { ...state, root };
}

/** Step 2, first contact: a root that signs itself; who it is was pinned by the reader or is trusted on first use. */
export function acceptFirstRoot(served: Served): TrustState {
  const root = parseRoot(served.text);
  requireSigners(root, "root", served, "ROOT_SIGNATURE");
  if (root.version !== 1) throw new PakError("ROOT_VERSION", `root 1 calls itself ${root.version}`);
  return { root };
}

/** Step 2, after the walk: the newest root has to be valid now. */
export function requireFreshRoot({ root }: TrustState, now: Date): void {
  requireFresh("ROOT_EXPIRED", root.expires, now, "the maintainers have not signed a new root in time");
}

/** Step 3: the hint never leads back. */
export function acceptLatest(state: TrustState, version: number): number {
  if (version >= (state.head?.document.version ?? 0)) return version;
  throw new PakError(
    "HEAD_ROLLBACK",
    `the mirror offers head ${version}, this client has seen ${state.head?.document.version}`,
    {
      fix: "try another mirror: this one is old or lies",
    },
  );
}

/** Step 4: the head. */
export function acceptHead(state: TrustState, served: Served, version: number, now: Date): Stored<Head> {
  if (served.length > LIMITS.head)
    throw new PakError("HEAD_TOO_LARGE", `the head has more than ${LIMITS.head} bytes`);
  requireSigners(state.root, "head", served, "HEAD_SIGNATURE");
  const head = parseHead(served.text);
  requireCatalog(state, head, "HEAD_TYPE");
  if (head.version !== version)
    throw new PakError("HEAD_VERSION", `head ${version} calls itself ${head.version}`);
  const before = state.head;
  if (before !== undefined && head.version < before.document.version) {
    throw new PakError("HEAD_ROLLBACK", `head ${head.version} is older than ${before.document.version}`);
  }
  if (before?.document.version === head.version && before.sha256 !== served.sha256) {
    throw new PakError(
      "HEAD_EQUIVOCATION",
      `there are two heads ${version}: the catalog tells different readers different things`,
    );
  }
  if (Date.parse(head.issued) > now.getTime() + DAY) {
    throw new PakError("HEAD_FUTURE", `the head was issued at ${head.issued}, which is still to come`, {
      fix: "set this computer's clock",
    });
  }
  const indexBefore = state.index;
  if (indexBefore !== undefined && head.index.version < indexBefore.document.version) {
    throw new PakError(
      "INDEX_ROLLBACK",
      `the head leads back to index ${head.index.version} from ${indexBefore.document.version}`,
    );
  }
  if (indexBefore?.document.version === head.index.version && indexBefore.sha256 !== head.index.sha256) {
    throw new PakError("INDEX_EQUIVOCATION", `there are two indexes ${head.index.version}`);
  }
  if (head.root_version > state.root.version) {
    throw new PakError(
      "ROOT_WITHHELD",
      `the head knows root ${head.root_version}, the mirror shows only ${state.root.version}`,
    );
  }
  requireFresh(
    "HEAD_EXPIRED",
    head.expires,
    now,
    "the mirror is frozen, or the catalog is not signed daily any more",
  );
  return { document: head, sha256: served.sha256 };
}

/** Step 5: the index that the head names. */
export function acceptIndex(state: TrustState, head: Head, served: Served, now: Date): Stored<IndexFile> {
  requireDigest("INDEX", served, head.index, "the index");
  requireSigners(state.root, "index", served, "INDEX_SIGNATURE");
  const index = parseIndex(served.text);
  requireCatalog(state, index, "INDEX_TYPE");
  if (index.version !== head.index.version) {
    throw new PakError("INDEX_VERSION", `index ${head.index.version} calls itself ${index.version}`);
  }
  requireFresh("INDEX_EXPIRED", index.expires, now, "the maintainers have not signed a new index in time");
  return { document: index, sha256: served.sha256 };
}

/** Step 6: where a name's bin is; `undefined` proves that the catalog has no such name. */
export function binOf(index: IndexFile, digits: string): FileDigest | undefined {
  return Object.hasOwn(index.bins, digits) ? index.bins[digits] : undefined;
}

/** Step 6: the bin. */
export function acceptBin(expected: FileDigest, digits: string, served: Served): Bin {
  requireDigest("BIN", served, expected, "the bin");
  const bin = parseBin(served.text);
  if (bin.prefix === digits) return bin;
  throw new PakError("BIN_PREFIX", `the bin ${digits} calls itself ${bin.prefix}`);
}

/** Step 6: a name's digest; `undefined` proves that the catalog has no such name. */
export function packageOf(bin: Bin, name: string): FileDigest | undefined {
  return Object.hasOwn(bin.names, name) ? bin.names[name] : undefined;
}

/** Step 7: a package's bytes are those that were signed. */
export function requirePackageDigest(expected: FileDigest, served: Served, name: string): void {
  requireDigest("ENTRY", served, expected, `the package ${name}`);
}

/** Step 7: and they speak of the package that was asked for. */
export function requirePackageName(document: { readonly name?: unknown }, name: string): void {
  if (document.name === name) return;
  throw new PakError("ENTRY_NAME", `the package ${name} calls itself ${JSON.stringify(document.name)}`);
}

function requireDigest(
  kind: "INDEX" | "BIN" | "ENTRY",
  served: Served,
  expected: FileDigest,
  what: string,
): void {
  if (served.length !== expected.length) {
    throw new PakError(`${kind}_LENGTH`, `${what} has ${served.length} bytes, signed are ${expected.length}`);
  }
  if (served.sha256 !== expected.sha256)
    throw new PakError(`${kind}_DIGEST`, `${what} has other bytes than those that were signed`);
}

function requireSigners(root: Root, role: RoleName, served: Served, code: PakError["code"]): void {
  const { threshold, fprs } = root.roles[role];
  const signed = new Set(served.signers.filter(fingerprint => fprs.includes(fingerprint)));
  if (signed.size >= threshold) return;
  throw new PakError(
    code,
    `the ${role === "root" ? "root" : role} has ${signed.size} good signatures of ${threshold} that root ${root.version} asks for`,
  );
}

function requireCatalog(
  state: TrustState,
  document: Head | IndexFile,
  code: "HEAD_TYPE" | "INDEX_TYPE",
): void {
  if (document.catalog === state.root.catalog) return;
  throw new PakError(
    code,
    `the ${document.type} is that of the catalog ${document.catalog}, not ${state.root.catalog}`,
  );
}

function requireFresh(
  code: "ROOT_EXPIRED" | "HEAD_EXPIRED" | "INDEX_EXPIRED",
  expires: string,
  now: Date,
  why: string,
): void {
  if (now.getTime() < Date.parse(expires)) return;
  throw new PakError(code, `valid until ${expires}: ${why}`, {
    fix: "try another mirror, or --allow-stale to use what was last verified",
  });
}

function hasOtherKeys(before: Root, after: Root, role: RoleName): boolean {
  return (
    JSON.stringify([...before.roles[role].fprs].sort()) !== JSON.stringify([...after.roles[role].fprs].sort())
  );
}
