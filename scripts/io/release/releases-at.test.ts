import { expect, test } from "vitest";
import { anEntry, aRelease, catalogFiles } from "../../test/catalog.ts";
import { makeRepository } from "../../test/repository.ts";
import { parseReleases, readReleasesAt } from "./releases-at.ts";

test("the releases of another commit, none where they can't be read", () => {
  const { root, commit } = makeRepository();
  const releases = [aRelease("1.0.0")];
  const revision = commit({
    ...catalogFiles({ entry: anEntry({ name: "less" }), releases }),
    "catalog/releases/br/broken.json": "{",
  });
  expect(readReleasesAt(root, revision, ["broken", "less", "none"])).toEqual([[], releases, []]);
});

test("what is no release is left out", () => {
  expect(parseReleases(Buffer.from('{"releases":[1,{"version":2},null]}'))).toEqual([{ version: 2 }]);
  expect([parseReleases(Buffer.from('{"releases":{}}')), parseReleases(undefined)]).toEqual([[], []]);
});
