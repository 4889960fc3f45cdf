import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import { openRulebook, TOOL } from "../../test/world.ts";
import { HEALTH_FOLDER, isHealthFile, openHealth } from "./health-store.ts";

const { guards } = await openRulebook(TOOL);

const HEALTH = { looked: "2026-11-21T12:00:00Z", next: "2026-11-21T12:00:00Z" };

test("keeps what it is told, a file for each shard, the same bytes for the same health", () => {
  const root = makeFolder();
  const store = openHealth(root, guards);
  expect(store.find("jquery")).toBeUndefined();
  for (const name of ["jquery", "alpha", "all"]) store.keep(name, HEALTH);
  expect(store.find("jquery")).toEqual(HEALTH);
  expect(openHealth(root, guards).find("jquery")).toBeUndefined();
  store.save();
  expect(openHealth(root, guards).find("jquery")).toEqual(HEALTH);
  const folder = join(root, HEALTH_FOLDER);
  expect(readdirSync(folder).sort()).toEqual(["al.json", "jq.json"]);
  expect(readFileSync(join(folder, "al.json"), "utf8")).toMatch(/"packages":\{"all":.*"alpha":/);
});

test("writes only what has changed", () => {
  const root = makeFolder();
  const store = openHealth(root, guards);
  store.find("jquery");
  store.save();
  expect(readdirSync(root)).toEqual([]);
});

test.each(["", "[]", "{", '{"packages":[]}', '{"packages":{"jquery":1}}', '{"packages":{"jquery":{}}}'])(
  "a file that holds %j counts as nothing known",
  text => {
    const root = makeFolder();
    writeFiles(root, { [`${HEALTH_FOLDER}/jq.json`]: text });
    expect(openHealth(root, guards).find("jquery")).toBeUndefined();
  },
);

test("a file is named by its shard", () => {
  const names = ["jq.json", "x.json", "jqu.json", "jq.txt", "../a.json"];
  expect(names.map(isHealthFile)).toEqual([true, true, false, false, false]);
});

test.each([
  { waiting: { "1.0.0": { since: "", until: "" } } },
  { waiting: { "1.0.0": { since: "2026-11-20T99:00:00Z", until: HEALTH.next } } },
  { waiting: { "1.0.0": 1 } },
  { error: { code: "NETWORK", message: "it", since: HEALTH.looked, tries: "x" } },
  { looked: "0000-00-00T00:00:00Z" },
])("a package with %j counts as unknown, and no other does", wrong => {
  const root = makeFolder();
  const packages = { jquery: { ...HEALTH, ...wrong }, jqx: HEALTH };
  writeFiles(root, { [`${HEALTH_FOLDER}/jq.json`]: JSON.stringify({ packages }) });
  const store = openHealth(root, guards);
  expect([store.find("jquery"), store.find("jqx")]).toEqual([undefined, HEALTH]);
});
