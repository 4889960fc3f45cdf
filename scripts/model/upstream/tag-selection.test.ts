import { expect, test } from "vitest";
import type { Release } from "../release/release.ts";
import { FIRST_TAGS, MOST_TAGS, selectTags } from "./tag-selection.ts";

const tagged = (version: string) => ({ version, tag: `v${version}`, commit: "a".repeat(40) });
const released = (version: string): Release => ({ version, published: "2026-01-01T00:00:00Z" });
const select = (offered: readonly string[], recorded: readonly string[] = []) =>
  selectTags(offered.map(tagged), recorded.map(released)).map(({ version }) => version);

test("the first time, the newest stable versions and what they announce", () => {
  const many = Array.from({ length: FIRST_TAGS + 5 }, (_, minor) => `1.${minor}.0`);
  const selected = select([...many, "2.0.0-rc.1", "1.3.0-rc.1", "2.0.0-nightly.3"]);
  expect([selected[0], selected[1], selected.at(-1), selected.length]).toEqual([
    "2.0.0-rc.1",
    "1.14.0",
    "1.5.0",
    FIRST_TAGS + 1,
  ]);
});

test("afterwards what is above the oldest recorded one, and nothing twice", () => {
  const recorded = ["3.0.0", "2.0.0"];
  expect(select(["1.9.0", "2.0.1", "3.1.0", ...recorded], recorded)).toEqual(["3.1.0", "2.0.1"]);
  expect(select(["1.9.0", ...recorded], recorded)).toEqual([]);
});

test("however many there are, a run takes some, and later ones the rest", () => {
  const many = Array.from({ length: 2 * MOST_TAGS + 1 }, (_, minor) => `1.${minor}.0`);
  const recorded = ["1.0.0"];
  const taken = [];
  for (let run = 0; run < 3; run += 1) {
    const selected = select(many, recorded);
    recorded.push(...selected);
    taken.push(selected.length);
  }
  expect(taken).toEqual([MOST_TAGS, MOST_TAGS, 0]);
});

test("a package of prereleases alone has them", () => {
  expect(select(["0.1.0-alpha.1", "0.1.0-alpha.2"])).toEqual(["0.1.0-alpha.2", "0.1.0-alpha.1"]);
  expect(select(["0.1.0-alpha.1", "0.1.0-alpha.2"], ["0.1.0-alpha.2"])).toEqual([]);
});
