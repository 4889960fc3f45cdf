import { expect, test } from "vitest";
import { isIntegrity, isTreeDigest } from "./digests.ts";

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

test("a tree's digest is a Hash1", () => {
  expect(isTreeDigest(TREE)).toBe(true);
  const others = ["", TREE.slice(3), TREE.replace("h1", "h2"), TREE.replace("/", "-"), `${TREE}\n`, SHA512];
  expect(others.filter(isTreeDigest)).toEqual([]);
});
