import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import { HEALTH_FOLDER, isHealthFile, openHealth } from "./health-store.ts";

const HEALTH = { looked: "2026-11-21T12:00:00Z", next: "2026-11-21T12:00:00Z" };

test("keeps what it is told, a file for each shard, the same bytes for the same health", () => {
  const root = makeFolder();
  const store = openHealth(root);
  expect(store.find("jquery")).toBeUndefined();
  for (const name of ["jquery", "alpha", "all"]) store.keep(name, HEALTH);
  expect(store.find("jquery")).toEqual(HEALTH);
  expect(openHealth(root).find("jquery")).toBeUndefined();
  store.save();
  expect(openHealth(root).find("jquery")).toEqual(HEALTH);
  const folder = join(root, HEALTH_FOLDER);
  expect(readdirSync(folder).sort()).toEqual(["al.json", "jq.json"]);
  expect(readFileSync(join(folder, "al.json"), "utf8")).toMatch(/"packages":\{"all":.*"alpha":/);
});

test("writes only what has changed", () => {
  const root = makeFolder();
  const store = openHealth(root);
  store.find("jquery");
  store.save();
  expect(readdirSync(root)).toEqual([]);
});

test.each(["", "[]", "{", '{"packages":[]}', '{"packages":{"jquery":1}}', '{"packages":{"jquery":{}}}'])(
  "a file that holds %j counts as nothing known",
  text => {
    const root = makeFolder();
    writeFiles(root, { [`${HEALTH_FOLDER}/jq.json`]: text });
    expect(openHealth(root).find("jquery")).toBeUndefined();
  },
);

test("a file is named by its shard", () => {
  const names = ["jq.json", "x.json", "jqu.json", "jq.txt", "../a.json"];
  expect(names.map(isHealthFile)).toEqual([true, true, false, false, false]);
});
