import { expect, test } from "vitest";
import { anEntry, aRelease, aReleases, settingsFile } from "../../test/catalog.ts";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import { TOOL } from "../../test/world.ts";
import { loadRulebook } from "./rulebook.ts";
import { readSettings } from "./settings.ts";

function makeSettings() {
  const root = makeFolder();
  writeFiles(root, settingsFile({ hosts: ["git.example.org"] }));
  return readSettings(root);
}

test("a catalog of one's own is checked by its settings and the schemas of the tool", async () => {
  const settings = makeSettings();
  const { guards, ...rest } = await loadRulebook(TOOL, settings);
  expect(rest).toEqual({ tool: TOOL, settings });
  expect(guards.entry(anEntry({ name: "less" }))).toBe(true);
  expect(guards.entry({ name: "less" })).toBe(false);
  expect(guards.releases(aReleases("less", aRelease("4.2.0")))).toBe(true);
  expect(guards.override({ "@npm/less": { "*": { license: "MIT" } } })).toBe(true);
});

test("a folder without schemas is no tool", async () => {
  await expect(loadRulebook(makeFolder(), makeSettings())).rejects.toMatchObject({ code: "ENOENT" });
});
