import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { anEntry, aRelease, catalogFiles, settingsFile } from "../../test/catalog.ts";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import { loadRulebook } from "../catalog/rulebook.ts";
import { readSettings } from "../catalog/settings.ts";
import { readPlan } from "./plan.ts";

async function planOf(files: Record<string, string>, names: string[] = []) {
  const root = makeFolder();
  writeFiles(root, { ...settingsFile(), ...files });
  const rulebook = await loadRulebook(join(import.meta.dirname, "../../.."), readSettings(root));
  return readPlan(root, rulebook, names);
}

describe("readPlan", () => {
  const files = catalogFiles(
    { entry: anEntry({ name: "jquery" }), releases: [aRelease("3.7.1")] },
    { entry: anEntry({ name: "scoped", endpoint: "@npm:@own/scoped" }) },
    { entry: anEntry({ name: "libuv", endpoint: "https://github.com/libuv/libuv.git" }) },
    { entry: anEntry({ name: "other", endpoint: "@jquery" }) },
    { entry: anEntry({ name: "gone", retracted: { date: "2026-01-01", reason: "withdrawn" } }) },
  );

  test("asks for npm packages with what is recorded, and counts the rest", async () => {
    const plan = await planOf(files);
    expect(plan.subjects).toEqual([
      { name: "jquery", npm: "jquery", recorded: [aRelease("3.7.1")] },
      { name: "scoped", npm: "@own/scoped", recorded: [] },
    ]);
    expect([plan.git, plan.others, plan.findings]).toEqual([["libuv"], ["gone", "other"], []]);
  });

  test("picks the names it is told", async () => {
    const { subjects, git } = await planOf(files, ["libuv", "scoped"]);
    expect([subjects.map(subject => subject.name), git]).toEqual([["scoped"], ["libuv"]]);
    await expect(planOf(files, ["scoped", "nobody"])).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("leaves packages with findings alone and tells them", async () => {
    const broken = { ...files, "catalog/releases/jq/jquery.json": "{", "catalog/li/libuv.json": "[]" };
    const { subjects, git, findings } = await planOf(broken);
    expect([subjects.map(subject => subject.name), git]).toEqual([["scoped"], []]);
    expect(new Set(findings.map(found => found.file))).toEqual(
      new Set(["catalog/releases/jq/jquery.json", "catalog/li/libuv.json"]),
    );
  });
});
