import { expect, test } from "vitest";
import { isIntegrity, isSha256, isTreeDigest, renderHex } from "./digests.ts";

const SHA512 = `sha512-${"+".repeat(86)}==`;
const TREE = `h1:${"/".repeat(43)}=`;

test("an integrity is one SHA-512, whole and alone", () => {
  expect(isIntegrity(SHA512)).toBe(true);
  const others = [
    "",
    SHA512.slice(0, -1),
    `${SHA512} ${SHA512}`,
    SHA512.replace("512", "384"),
    `${SHA512}\n`,
    TREE,
  ];
  expect(others.filter(isIntegrity)).toEqual([]);
});

test("a SHA-256 is 64 hex digits in lower case", () => {
  const others = [
    "A".repeat(64),
    "a".repeat(63),
    `${"a".repeat(64)}\n`,
    `sha256:${"a".repeat(64)}`,
    1,
    undefined,
  ];
  expect(["0a".repeat(32), ...others].filter(isSha256)).toEqual(["0a".repeat(32)]);
});

test("a tree's digest is a Hash1", () => {
  expect(isTreeDigest(TREE)).toBe(true);
  const others = ["", TREE.slice(3), TREE.replace("h1", "h2"), TREE.replace("/", "-"), `${TREE}\n`, SHA512];
  expect(others.filter(isTreeDigest)).toEqual([]);
});

test("a digest is the same in hex", () => {
  // The example of in-toto's DigestSet.
  expect(renderHex("h1:Khu2En+0gcYPZ2kuIihfswbzxv/mIHXgzPZ018Oty48=")).toBe(
    "2a1bb6127fb481c60f67692e22285fb306f3c6ffe62075e0ccf674d7c3adcb8f",
  );
  expect(renderHex(SHA512)).toBe(`${"fbefbe".repeat(21)}fb`);
});
