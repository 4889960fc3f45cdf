import { expect, test } from "vitest";
import { anEntry, aRelease } from "../../test/catalog.ts";
import { buildEffect } from "./effect.ts";

const less = anEntry({ name: "less" });
const releases = [aRelease("4.2.0"), aRelease("3.0.0", { dependencies: { old: "*" } })];
const override = { "@npm/less": { "<4": { "=dependencies": {}, license: "MIT" } } };

test("an override is shown by what it makes of the recorded releases that it touches", () => {
  const effect = buildEffect("less", { entry: less, releases }, { entry: less, releases, override });
  expect(effect).toEqual({
    name: "less",
    outcome: "changed",
    fields: [],
    override: "added",
    releases: [
      {
        version: "3.0.0",
        fields: [
          { field: "dependencies", before: { old: "*" }, after: {} },
          { field: "license", after: "MIT" },
        ],
      },
    ],
    recorded: [],
  });
  const back = buildEffect("less", { entry: less, releases, override }, { entry: less, releases });
  expect([back.override, back.releases[0]?.fields[0]]).toEqual([
    "removed",
    { field: "license", before: "MIT" },
  ]);
});

test("another endpoint takes an override out of force; another description touches no release", () => {
  const moved = { ...less, endpoint: "https://github.com/less/less.js.git" };
  const effect = buildEffect(
    "less",
    { entry: less, releases, override },
    { entry: moved, releases, override },
  );
  expect(effect.fields).toEqual([{ field: "endpoint", before: "@npm:less", after: moved.endpoint }]);
  expect(effect.releases.map(({ version, fields }) => [version, fields.map(({ field }) => field)])).toEqual([
    ["4.2.0", ["repository"]],
    ["3.0.0", ["license", "dependencies", "repository"]],
  ]);
  const reworded = { ...less, description: "Better" };
  expect(buildEffect("less", { entry: less, releases }, { entry: reworded, releases }).releases).toEqual([]);
});

test("what became of a name", () => {
  const none = { releases: [] };
  const there = { entry: less, releases };
  const tombstone = { entry: { ...less, retracted: { date: "2026-11-01", reason: "gone" } }, releases };
  const outcomes = [
    [none, there],
    [there, none],
    [there, tombstone],
    [tombstone, tombstone],
    [undefined, there],
    [there, undefined],
  ] as const;
  expect(outcomes.map(([before, after]) => buildEffect("less", before, after).outcome)).toEqual([
    "added",
    "removed",
    "retracted",
    "changed",
    "unclear",
    "unclear",
  ]);
  expect(buildEffect("less", none, there).fields.map(({ field }) => field)).toEqual([
    "name",
    "description",
    "endpoint",
  ]);
  expect(buildEffect("less", { entry: less, releases: releases.slice(1) }, there).recorded).toEqual([
    "4.2.0",
  ]);
});
