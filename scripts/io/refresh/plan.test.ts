import { describe, expect, test } from "vitest";
import type { Health } from "../../model/upstream/health.ts";
import { anEntry, aRelease, catalogFiles, settingsFile } from "../../test/catalog.ts";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import { openRulebook } from "../../test/world.ts";
import { type Plan, readPlan } from "./plan.ts";

const NOW = new Date("2026-11-21T12:00:00Z");

async function planOf(
  files: Record<string, string>,
  names: string[] = [],
  health: Readonly<Record<string, Health>> = {},
) {
  const root = makeFolder();
  writeFiles(root, { ...settingsFile(), ...files });
  const rulebook = await openRulebook(root);
  return readPlan({ root, rulebook, names, healthOf: name => health[name], now: NOW });
}

const namesOf = ({ subjects }: Plan) => subjects.map(subject => subject.name);

describe("readPlan", () => {
  const git = "https://github.com/libuv/libuv.git";
  const files = catalogFiles(
    { entry: anEntry({ name: "jquery" }), releases: [aRelease("3.7.1")] },
    { entry: anEntry({ name: "scoped", endpoint: "@npm:@own/scoped" }) },
    {
      entry: anEntry({ name: "libuv", endpoint: git }),
      override: { "libuv/libuv": { versions: "^r(\\d+)$", overrides: { "*": { license: "MIT" } } } },
    },
    { entry: anEntry({ name: "other", endpoint: "@jquery" }) },
    { entry: anEntry({ name: "gone", retracted: { date: "2026-01-01", reason: "withdrawn" } }) },
  );

  test("asks for packages with what is recorded and how to read their tags, and counts the rest", async () => {
    const plan = await planOf(files);
    expect(plan.subjects).toEqual([
      { name: "jquery", endpoint: { kind: "npm", name: "jquery" }, recorded: [aRelease("3.7.1")] },
      {
        name: "libuv",
        endpoint: { kind: "git", host: "github.com", owner: "libuv", repository: "libuv" },
        recorded: [],
        pattern: "^r(\\d+)$",
      },
      { name: "scoped", endpoint: { kind: "npm", name: "@own/scoped" }, recorded: [] },
    ]);
    expect([plan.others, plan.resting, plan.findings]).toEqual([["gone", "other"], [], []]);
  });

  test("picks the names it is told", async () => {
    expect(namesOf(await planOf(files, ["libuv", "scoped"]))).toEqual(["libuv", "scoped"]);
    await expect(planOf(files, ["scoped", "nobody"])).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("begins with those that waited longest, and lets what failed rest until its next try", async () => {
    const at = (looked: string, more: Partial<Health> = {}): Health => ({ looked, next: looked, ...more });
    const error = { code: "NETWORK", message: "away", since: "2026-11-01T00:00:00Z", tries: 3 };
    const health = {
      jquery: at("2026-11-20T00:00:00Z"),
      libuv: at("2026-11-19T00:00:00Z", { error, next: "2026-11-22T00:00:00Z" }),
    };
    const plan = await planOf(files, [], health);
    expect([namesOf(plan), plan.resting]).toEqual([["scoped", "jquery"], ["libuv"]]);
    expect(namesOf(await planOf(files, ["libuv"], health))).toEqual(["libuv"]);
  });

  test("leaves packages with findings alone and tells them", async () => {
    const broken = { ...files, "catalog/releases/jq/jquery.json": "{", "catalog/li/libuv.json": "[]" };
    const plan = await planOf(broken);
    expect(namesOf(plan)).toEqual(["scoped"]);
    expect(new Set(plan.findings.map(found => found.file))).toEqual(
      new Set(["catalog/releases/jq/jquery.json", "catalog/li/libuv.json"]),
    );
  });
});
