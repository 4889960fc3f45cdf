import { expect, test } from "vitest";
import {
  acceptBin,
  acceptFirstRoot,
  acceptHead,
  acceptIndex,
  acceptRoot,
  binOf,
  packageOf,
  type Served,
  type TrustState,
} from "./client.ts";
import { renderBin, renderHead, renderIndex, renderRoot } from "./render.ts";
import type { Bin, Head, IndexFile, Role, Root } from "./trust.ts";

const [A, B, C] = ["A".repeat(40), "B".repeat(40), "C".repeat(40)];
const NOW = new Date("2026-11-21T12:00:00Z");
const SIGNED = { spec: 1, catalog: "test", issued: "2026-11-21T00:00:00Z", expires: "2026-11-28T00:00:00Z" };
const DIGEST = { sha256: "d".repeat(64), length: 7 };

const roleOf = (...fprs: string[]): Role => ({ threshold: fprs.length, fprs });

function aRoot(version: number, roles: Partial<Root["roles"]> = {}): Root {
  const all = { root: roleOf(A), index: roleOf(A), head: roleOf(A), ...roles };
  const keys = Object.fromEntries([A, B, C].map(fpr => [fpr, DIGEST.sha256]));
  return { ...SIGNED, type: "root", version, keys, roles: all };
}

const aHead = (version: number): Head => ({
  ...SIGNED,
  type: "head",
  version,
  root_version: 1,
  index: { version: 3, ...DIGEST },
});
const AN_INDEX: IndexFile = { ...SIGNED, type: "index", version: 3, commit: "0", prefix: 0, bins: {} };

const serve = (text: string, ...signers: string[]): Served => ({ text, ...DIGEST, signers });

function codeOf(work: () => unknown): string {
  try {
    work();
    return "fine";
  } catch (error) {
    return (error as { code: string }).code;
  }
}

test("the next root needs the thresholds of both, and a key that signs twice counts once", () => {
  const state: TrustState = { root: aRoot(1, { root: roleOf(A, B) }) };
  const text = renderRoot(aRoot(2, { root: roleOf(B, C) }));
  const codeBy = (...signers: string[]) => codeOf(() => acceptRoot(state, serve(text, ...signers)));
  expect(codeBy(A, B, C)).toBe("fine");
  expect(codeBy(B, C)).toBe("ROOT_OLD_THRESHOLD");
  expect(codeBy(A, A, C)).toBe("ROOT_OLD_THRESHOLD");
  expect(codeBy(A, B)).toBe("ROOT_NEW_THRESHOLD");
  expect(codeOf(() => acceptFirstRoot(serve(text, B)))).toBe("ROOT_SIGNATURE");
});

test("the first root signs itself, and calls itself the first", () => {
  const codeBy = (version: number, signer: string) =>
    codeOf(() => acceptFirstRoot(serve(renderRoot(aRoot(version)), signer)));
  expect([codeBy(1, A), codeBy(1, B), codeBy(7, A)]).toEqual(["fine", "ROOT_SIGNATURE", "ROOT_VERSION"]);
});

test("the versions that were seen stay with the keys of head and index, and go with them", () => {
  const state: TrustState = {
    root: aRoot(1),
    head: { document: aHead(999), sha256: DIGEST.sha256 },
    index: { document: AN_INDEX, sha256: DIGEST.sha256 },
  };
  const follow = (roles: Partial<Root["roles"]>) =>
    acceptRoot(state, serve(renderRoot(aRoot(2, roles)), A, B));
  expect(follow({ root: roleOf(A, B) })).toMatchObject({ head: state.head, index: state.index });
  expect(follow({ head: roleOf(B) })).toEqual({ root: aRoot(2, { head: roleOf(B) }) });
  expect(follow({ index: roleOf(A, B) })).toEqual({ root: aRoot(2, { index: roleOf(A, B) }) });
});

test("a head never leads back, says the same to all, and is neither expired nor of tomorrow", () => {
  const state: TrustState = { root: aRoot(1), head: { document: aHead(5), sha256: DIGEST.sha256 } };
  const accept = (head: Head, changes: Partial<Served> = {}, now = NOW) =>
    codeOf(() => acceptHead(state, { ...serve(renderHead(head), A), ...changes }, head.version, now));
  expect([accept(aHead(5)), accept(aHead(6))]).toEqual(["fine", "fine"]);
  expect(accept(aHead(4))).toBe("HEAD_ROLLBACK");
  expect(accept(aHead(5), { sha256: "e".repeat(64) })).toBe("HEAD_EQUIVOCATION");
  expect(accept(aHead(6), { signers: [B] })).toBe("HEAD_SIGNATURE");
  expect(accept({ ...aHead(6), root_version: 2 })).toBe("ROOT_WITHHELD");
  expect(accept(aHead(6), {}, new Date(SIGNED.expires))).toBe("HEAD_EXPIRED");
  expect(accept(aHead(6), {}, new Date("2026-11-19T23:59:59Z"))).toBe("HEAD_FUTURE");
});

test("an index and a bin are those that were named, and hold no names but their own", () => {
  const state: TrustState = { root: aRoot(1) };
  const accept = (index: IndexFile) =>
    codeOf(() => acceptIndex(state, aHead(1), serve(renderIndex(index), A), NOW));
  expect(accept(AN_INDEX)).toBe("fine");
  expect(accept({ ...AN_INDEX, version: 4 })).toBe("INDEX_VERSION");
  expect(accept({ ...AN_INDEX, catalog: "other" })).toBe("INDEX_TYPE");
  const bin: Bin = { type: "bin", prefix: "a", names: { less: DIGEST } };
  const served = serve(renderBin(bin));
  expect(packageOf(acceptBin(DIGEST, "a", served), "less")).toEqual(DIGEST);
  expect(codeOf(() => acceptBin(DIGEST, "b", served))).toBe("BIN_PREFIX");
  expect(codeOf(() => acceptBin({ ...DIGEST, length: 8 }, "a", served))).toBe("BIN_LENGTH");
  expect([packageOf(bin, "constructor"), binOf(AN_INDEX, "constructor")]).toEqual([undefined, undefined]);
});
