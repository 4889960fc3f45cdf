import { expect, test } from "vitest";
import { aRelease, aReleases } from "../../test/catalog.ts";
import type { JsonObject } from "../json.ts";
import { isYank, yankRelease } from "./yank.ts";

const less = aReleases("less", aRelease("4.2.0"), aRelease("4.1.0", { deprecated: "old" }));
const json = (document: unknown) => JSON.parse(JSON.stringify(document)) as JsonObject;

test("one release is withdrawn with a reason, the first reason stays", () => {
  const yanked = yankRelease(less, "4.1.0", "broken")!;
  expect(yanked.releases.map(release => release.yanked)).toEqual([undefined, "broken"]);
  expect(yankRelease(yanked, "4.1.0", "other")).toEqual(yanked);
  expect(yankRelease(less, "9.9.9", "broken")).toBeUndefined();
});

test("a yank changes nothing else", () => {
  const yanked = yankRelease(less, "4.2.0", "broken")!;
  expect(isYank(json(less), json(yanked))).toBe(true);
  expect(isYank(json(less), json(less))).toBe(false);
  expect(isYank(json(yanked), json(less))).toBe(false);
  expect(isYank(json(yanked), json(yankRelease(less, "4.2.0", "another reason")))).toBe(false);
  const [first, second] = yanked.releases;
  for (const releases of [
    [first],
    [first, { ...second!, deprecated: "x" }],
    [first, second, aRelease("4.0.0")],
  ])
    expect(isYank(json(less), json({ ...less, releases }))).toBe(false);
  expect(isYank(json(less), { ...json(yanked), name: "other" })).toBe(false);
  expect(isYank({ releases: "x" }, { releases: [null] })).toBe(false);
});
