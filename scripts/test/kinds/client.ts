import { PakError } from "../../errors.ts";
import {
  acceptBin,
  acceptHead,
  acceptIndex,
  acceptLatest,
  acceptRoot,
  binOf,
  packageOf,
  requireFreshRoot,
  requirePackageDigest,
  requirePackageName,
  type Served,
  type TrustState,
} from "../../model/trust/client.ts";
import { parseLatest } from "../../model/trust/parse.ts";
import type { Role, Root } from "../../model/trust/trust.ts";
import type { Kind } from "./kind.ts";

/** A served file of the table: its fields, with its digest, size and signers beside them; or how it fails. */
type Described =
  | (Record<string, unknown> & { sha256?: string; bytes?: number; sigs?: string[] })
  | "error"
  | 404
  | undefined;

interface Input {
  readonly now: string;
  readonly bins: number;
  readonly state: { root: Described; head?: Described; index?: Described };
  readonly served: {
    readonly latest?: string | number;
    readonly roots?: Record<string, Described>;
    readonly heads?: Record<string, Described>;
    readonly indexes?: Record<string, Described>;
    readonly bins?: Record<string, Described>;
    readonly entries?: Record<string, Described>;
  };
  readonly get?: { readonly prefix?: string; readonly name?: string };
}

/** Drives the client's steps in their order over the table's world. */
const client: Kind = input => {
  try {
    walk(input as Input);
    return [];
  } catch (error) {
    if (error instanceof PakError) return [error.code];
    throw error;
  }
};
export default client;

function walk({ now: instant, state: before, served, get }: Input): void {
  const now = new Date(instant);
  let state = readState(before);
  for (;;) {
    const next = pick(served.roots, state.root.version + 1);
    if (next === undefined || next === 404) break;
    state = acceptRoot(state, serve(next, "ROOT_FETCH"));
  }
  requireFreshRoot(state, now);
  if (typeof served.latest !== "string") throw new PakError("LATEST_FETCH", "no latest");
  const version = acceptLatest(state, parseLatest(served.latest));
  const isKnown = version === state.head?.document.version && pick(served.heads, version) === undefined;
  const head = acceptHead(
    state,
    serve(isKnown ? before.head : pick(served.heads, version), "HEAD_FETCH"),
    version,
    now,
  );
  const wanted = head.document.index.version;
  const isSame = wanted === state.index?.document.version && pick(served.indexes, wanted) === undefined;
  const described = isSame ? before.index : pick(served.indexes, wanted);
  const index = acceptIndex(state, head.document, serve(described, "INDEX_FETCH"), now);
  if (get?.name === undefined) return;
  const digits = get.prefix ?? "";
  const expected = binOf(index.document, digits);
  const bin = expected && acceptBin(expected, digits, serve(pick(served.bins, digits), "BIN_FETCH"));
  const digest = bin && packageOf(bin, get.name);
  if (digest === undefined) throw new PakError("NOT_FOUND", "authenticated absence");
  const file = serve(pick(served.entries, get.name), "ENTRY_FETCH");
  requirePackageDigest(digest, file, get.name);
  requirePackageName(JSON.parse(file.text) as { name?: unknown }, get.name);
}

function readState({ root, head, index }: Input["state"]): TrustState {
  const stored = <Document>(described: Described, sha256: string) => ({
    document: JSON.parse(serve(described, "HEAD_FETCH").text) as Document,
    sha256: digestOf(sha256),
  });
  return {
    root: JSON.parse(serve(root, "ROOT_FETCH").text) as TrustState["root"],
    ...(typeof head === "object" ? { head: stored(head, head.sha256!) } : {}),
    ...(typeof index === "object" ? { index: stored(index, index.sha256!) } : {}),
  };
}

function pick(files: Record<string, Described> | undefined, key: string | number): Described {
  return files !== undefined && Object.hasOwn(files, key) ? files[key] : undefined;
}

/** The table abstracts digests to short words and keys to names; the real formats want hex and whole files. */
function serve(described: Described, missing: PakError["code"]): Served {
  if (typeof described !== "object") throw new PakError(missing, "the mirror has no such file");
  const { sha256 = "", bytes = 0, sigs = [], ...document } = described;
  return {
    text: JSON.stringify(complete(document)),
    sha256: digestOf(sha256),
    length: bytes,
    signers: sigs.map(fingerprintOf),
  };
}

function complete(document: Record<string, unknown>): unknown {
  const hex = replaceDigests(document) as Record<string, unknown>;
  if (hex.names !== undefined) return { type: "bin", ...hex };
  if (hex.expires === undefined) return hex;
  const [prefix = ""] = Object.keys((hex.bins ?? {}) as object);
  return {
    spec: 1,
    issued: hex.expires,
    ...(hex.bins === undefined ? {} : { commit: "", prefix: prefix.length }),
    ...hex,
    ...(hex.roles === undefined ? {} : completeRoles(hex.roles as Root["roles"])),
  };
}

function completeRoles(named: Root["roles"]): Pick<Root, "keys" | "roles"> {
  const spell = (role: Role): Role => ({ ...role, fprs: role.fprs.map(fingerprintOf) });
  const roles = { root: spell(named.root), index: spell(named.index), head: spell(named.head) };
  const fingerprints = Object.values(roles).flatMap(role => role.fprs);
  return { roles, keys: Object.fromEntries(fingerprints.map(key => [key, "0".repeat(64)])) };
}

function replaceDigests(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inside]) => [
      key,
      key === "sha256" ? digestOf(inside as string) : replaceDigests(inside),
    ]),
  );
}

function fingerprintOf(word: string): string {
  return Buffer.from(word).toString("hex").toUpperCase().padEnd(40, "0");
}

function digestOf(word: string): string {
  return Buffer.from(word).toString("hex").padEnd(64, "0");
}
