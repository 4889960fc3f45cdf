import { expect, test } from "vitest";
import { parseBin, parseHead, parseIndex, parseLatest, parseRoot } from "./parse.ts";

const digest = { sha256: "a".repeat(64), length: 7 };
const fpr = "F".repeat(40);
const base = {
  spec: 1,
  catalog: "c",
  version: 1,
  issued: "2026-01-01T00:00:00Z",
  expires: "2026-01-02T00:00:00Z",
};
const role = { threshold: 1, fprs: [fpr] };
const root = {
  ...base,
  type: "root",
  keys: { [fpr]: "b".repeat(64) },
  roles: { root: role, index: role, head: role },
};
const head = { ...base, type: "head", root_version: 1, index: { version: 1, ...digest } };
const index = { ...base, type: "index", commit: "0", prefix: 1, bins: { a: digest } };

function codeOf(parse: (text: string) => unknown, document: unknown): string | undefined {
  try {
    parse(typeof document === "string" ? document : JSON.stringify(document));
  } catch (error) {
    return (error as { code: string }).code;
  }
  return undefined;
}

test("right files are read", () => {
  expect([codeOf(parseRoot, root), codeOf(parseHead, head), codeOf(parseIndex, index)]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect(codeOf(parseBin, { type: "bin", prefix: "a", names: { x: digest } })).toBeUndefined();
  expect([parseLatest("41\n"), parseLatest("7")]).toEqual([41, 7]);
});

test.each<[string, (text: string) => unknown, unknown, string]>([
  ["a root whose role names an unknown key", parseRoot, { ...root, keys: {} }, "ROOT_TYPE"],
  [
    "a root with a key twice in a role",
    parseRoot,
    { ...root, roles: { ...root.roles, root: { threshold: 1, fprs: [fpr, fpr] } } },
    "ROOT_TYPE",
  ],
  [
    "a root with a threshold nobody can reach",
    parseRoot,
    { ...root, roles: { ...root.roles, root: { threshold: 2, fprs: [fpr] } } },
    "ROOT_TYPE",
  ],
  [
    "a root that names a key by what is no fingerprint",
    parseRoot,
    {
      ...root,
      keys: { ...root.keys, "../../../../../escaped": "b".repeat(64) },
    },
    "ROOT_TYPE",
  ],
  [
    "a root that names a key in lower case",
    parseRoot,
    JSON.stringify(root).replaceAll(fpr, fpr.toLowerCase()),
    "ROOT_TYPE",
  ],
  ["a root that pins what is no digest", parseRoot, { ...root, keys: { [fpr]: "../b" } }, "ROOT_TYPE"],
  ["a root whose version is no number to count with", parseRoot, { ...root, version: 2 ** 53 }, "ROOT_TYPE"],
  ["a head of another format", parseHead, { ...head, spec: 2 }, "HEAD_TYPE"],
  [
    "a head with a length that is a text",
    parseHead,
    { ...head, index: { ...head.index, length: "7" } },
    "HEAD_TYPE",
  ],
  [
    "a head that names the index by a path",
    parseHead,
    { ...head, index: { ...head.index, version: "../1" } },
    "HEAD_TYPE",
  ],
  ["an index whose bins are no hex digits", parseIndex, { ...index, bins: { "/": digest } }, "INDEX_TYPE"],
  [
    "an index with a bin of no digest",
    parseIndex,
    { ...index, bins: { a: { ...digest, sha256: `../../${"a".repeat(58)}` } } },
    "INDEX_TYPE",
  ],
  ["an index whose bins have another prefix", parseIndex, { ...index, bins: { ab: digest } }, "INDEX_TYPE"],
  ["a bin that is a list", parseBin, [], "BIN_TYPE"],
  [
    "a bin with a name that leads elsewhere",
    parseBin,
    { type: "bin", prefix: "a", names: { "../less": digest } },
    "BIN_TYPE",
  ],
  [
    "a bin with the name of a prototype",
    parseBin,
    `{"type":"bin","prefix":"a","names":{"__proto__":${JSON.stringify(digest)}}}`,
    "BIN_TYPE",
  ],
  ["an answer that is no JSON", parseHead, "<html>", "HEAD_SYNTAX"],
  ["a latest with a sign", parseLatest, "+1", "LATEST_SYNTAX"],
  ["a latest of zero", parseLatest, "0", "LATEST_SYNTAX"],
  ["two lines", parseLatest, "1\n2\n", "LATEST_SYNTAX"],
])("%s is refused", (_, parse, document, code) => {
  expect(codeOf(parse, document)).toBe(code);
});
