import { expect, test } from "vitest";
import type { Override } from "../../model/override/override.ts";
import { anEntry, aRelease, catalogFiles, settingsFile } from "../../test/catalog.ts";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import { openRulebook } from "../../test/world.ts";
import { readCandidates } from "./read-candidates.ts";

const recipeOf = (name: string, builder?: string): Override =>
  ({ [`@npm/${name}`]: { "*": { build: builder === undefined ? { test: [] } : { builder } } } }) as Override;

const ARTIFACT = { sha256: "a".repeat(64), size: 1, oci: `ghcr.io/acme/built@sha256:${"a".repeat(64)}` };

/** A package with a recipe and two releases. */
const aPackage = (name: string, fields = {}, latest = {}) => ({
  entry: anEntry({ name, ...fields }),
  releases: [aRelease("2.0.0-beta.1"), aRelease("1.1.0", latest), aRelease("1.0.0")],
  override: recipeOf(name, "make"),
});

async function read(names: readonly string[] = [], files: Record<string, string> = {}) {
  const root = makeFolder();
  writeFiles(root, {
    ...settingsFile(),
    ...catalogFiles(
      aPackage("right"),
      aPackage("built", {}, { artifact: ARTIFACT }),
      aPackage("gone", { retracted: { date: "2026-11-01", reason: "malware" } }),
      { ...aPackage("untold"), override: recipeOf("untold") },
      { entry: anEntry({ name: "plain" }), releases: [aRelease("1.0.0")] },
      { entry: anEntry({ name: "young" }), override: recipeOf("young", "make") },
      { entry: anEntry({ name: "alias", endpoint: "@right" }) },
    ),
    ...files,
  });
  const { candidates, findings } = readCandidates(root, await openRulebook(root), names);
  return {
    found: candidates.map(({ name, release, builder }) => [name, release.version, builder]),
    findings,
  };
}

test("the newest release of each package with a recipe and no artifact", async () => {
  expect(await read()).toEqual({
    found: [
      ["right", "1.1.0", "make"],
      ["untold", "1.1.0", undefined],
    ],
    findings: [],
  });
});

test("a package that is named needs no recipe, but a release that was not built", async () => {
  expect((await read(["plain", "built", "young", "alias", "gone"])).found).toEqual([
    ["plain", "1.0.0", undefined],
  ]);
  await expect(read(["nobody"])).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("files that are not in order are left alone and told", async () => {
  const { found, findings } = await read([], { "overrides/right.json": "{" });
  expect([found.length, findings[0]?.file]).toEqual([1, "overrides/right.json"]);
});
