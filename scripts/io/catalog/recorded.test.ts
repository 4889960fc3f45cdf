import { expect, test } from "vitest";
import { anEntry, aRelease, catalogFiles, settingsFile } from "../../test/catalog.ts";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import { openRulebook } from "../../test/world.ts";
import { readRecorded } from "./recorded.ts";

const files = catalogFiles(
  { entry: anEntry({ name: "jquery" }), releases: [aRelease("4.0.0-rc.1"), aRelease("3.7.1")] },
  { entry: anEntry({ name: "gone", retracted: { date: "2026-01-01", reason: "withdrawn" } }) },
  { entry: anEntry({ name: "bare" }) },
);

async function read(name: string, version?: string, more: Record<string, string> = {}) {
  const root = makeFolder();
  writeFiles(root, { ...settingsFile(), ...files, ...more });
  return readRecorded(root, await openRulebook(root), name, version);
}

test("finds a version, or the newest stable one, with everything that decides its bytes", async () => {
  const { release, selection } = await read("jquery");
  expect(release.version).toBe("3.7.1");
  expect(selection).toMatchObject({
    name: "jquery",
    version: "3.7.1",
    catalog: "test",
    endpoint: "@npm:jquery",
    pin: { integrity: release.integrity },
  });
  expect((await read("jquery", "4.0.0-rc.1")).release.version).toBe("4.0.0-rc.1");
});

test.each([
  ["nobody", undefined, "NOT_FOUND"],
  ["../x", undefined, "NOT_FOUND"],
  ["jquery", "9.9.9", "NOT_FOUND"],
  ["bare", undefined, "NOT_FOUND"],
  ["gone", undefined, "RETRACTED"],
])("%s %s: %s", async (name, version, code) => {
  await expect(read(name, version)).rejects.toMatchObject({ code });
});

test("files that break a rule are not read", async () => {
  const broken = { "catalog/releases/jq/jquery.json": "{" };
  await expect(read("jquery", undefined, broken)).rejects.toMatchObject({ code: "CONFLICT" });
});
