import { expect, test } from "vitest";
import type { Release } from "../release/release.ts";
import { checkRecordedTags } from "./recorded-tags.ts";

const [A, B] = ["a".repeat(40), "b".repeat(40)];
const RELEASE: Release = { version: "1.0.0", published: "2026-01-01T00:00:00Z", tag: "v1.0.0", commit: A };
const codes = (release: Release, tags: Record<string, string>) =>
  checkRecordedTags([release], new Map(Object.entries(tags))).map(found => found.code);

test("a recorded tag stays where it was", () => {
  expect(codes(RELEASE, { "v1.0.0": A, "v2.0.0": B })).toEqual([]);
  expect(codes(RELEASE, { "v1.0.0": B })).toEqual(["TAG_MOVED"]);
  expect(codes(RELEASE, {})).toEqual(["TAG_DELETED"]);
});

test("what was yanked may go", () => {
  expect(codes({ ...RELEASE, yanked: "malware" }, {})).toEqual([]);
});
