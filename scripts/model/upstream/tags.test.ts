import { expect, test } from "vitest";
import { readTags } from "./tags.ts";

const commit = (letter: string) => letter.repeat(40);
const read = (tags: Record<string, string>, pattern?: string) =>
  readTags(new Map(Object.entries(tags).map(([tag, letter]) => [tag, commit(letter)])), pattern);
const versionsOf = (tags: readonly string[], pattern?: string) =>
  read(Object.fromEntries(tags.map(tag => [tag, "a"])), pattern).versions.map(({ version }) => version);

test("the usual spellings name versions, other tags none", () => {
  expect(
    versionsOf(["v1.2.3", "2.0", "V3.1.0-rc.1", "2024.01.05", "nightly", "v1", "1.2.3.4", "pkg@9.0.0"]),
  ).toEqual(["1.2.3", "2.0.0", "3.1.0-rc.1", "2024.1.5"]);
});

test("an override's pattern says where the numbers are", () => {
  const pattern = "^php-(\\d+)\\.(\\d+)\\.(\\d+)(RC\\d+)?$";
  expect(versionsOf(["php-8.3.0", "php-8.3.0RC1", "v1.0.0"], pattern)).toEqual(["8.3.0", "8.3.0-RC1"]);
  expect(versionsOf(["release-7"], "^release-(\\d+)$")).toEqual(["7.0.0"]);
});

test("tags that the catalog does not record are counted and harm no other", () => {
  const { versions, refused } = read({
    "v1;touch x": "a",
    "v2.0.0": "b",
    constructor: "c",
    "a//b": "d",
    __proto__x: "e",
  });
  expect([versions.map(({ version }) => version), refused]).toEqual([["2.0.0"], 4]);
});

test("tags of one commit that name one version are one; of several, none", () => {
  const { versions } = read({ "v1.0.0": "a", "1.0.0": "a", "v2.0.0": "a", "2.0.0": "b", "2.0": "b" });
  expect(versions).toEqual([{ version: "1.0.0", tag: "1.0.0", commit: commit("a") }]);
});
