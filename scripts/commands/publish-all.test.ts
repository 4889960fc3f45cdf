import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { anEntry, catalogFiles, settingsFile } from "../test/catalog.ts";
import { aHealth, healthFiles } from "../test/health.ts";
import { makeRepository, writeFiles } from "../test/repository.ts";
import { aWorld } from "../test/world.ts";
import { publishAll } from "./publish-all.ts";

/** A catalog of one package, and a way to build it that tells what a person would read. */
function makeCatalog() {
  const { root, commit } = makeRepository();
  const ignored = { ".gitignore": ".pak/\n_site\n" };
  commit({ ...settingsFile(), ...ignored, ...catalogFiles({ entry: anEntry({ name: "jquery" }) }) });
  const build = async (isJson = false) => {
    const world = aWorld({ root });
    return { ...world, built: await publishAll(world, { isJson }) };
  };
  return { root, commit, build };
}

test("the pages stand around JSON that is up to date and signed", async () => {
  const { root, build } = makeCatalog();
  const { built, reported, progressed } = await build();
  expect(built).toMatchObject({ folder: join(root, "_site"), signed: { isNew: true, head: { version: 1 } } });
  expect(readFileSync(join(root, "_site/trust/latest"), "utf8")).toBe("1\n");
  expect(readFileSync(join(root, "_site/package/jquery/index.html"), "utf8")).toContain("About jquery");
  expect(reported[0]).toMatch(/^signed 1 packages: index 1 /);
  expect(progressed.at(-1)).toBe("");
});

test("findings refuse the catalog, are told, and leave the site before in place", async () => {
  const { root, commit, build } = makeCatalog();
  await build();
  commit(catalogFiles({ entry: anEntry({ name: "broken", endpoint: "@nowhere" }) }));
  const { built, reported } = await build();
  expect(built).toBeUndefined();
  expect(reported[0]).toMatch(/^catalog\/br\/broken\.json:\d+:\d+ error ALIAS_TARGET_MISSING /);
  expect(reported.join("\n")).not.toMatch(/^signed/m);
  expect(existsSync(join(root, "_site/package/jquery/index.html"))).toBe(true);
  expect(existsSync(join(root, "_site/package/broken"))).toBe(false);
  const json = await build(true);
  expect([json.built, json.reported]).toEqual([undefined, []]);
  expect(JSON.parse(json.printed.join("\n"))).toMatchObject({ findings: [{ code: "ALIAS_TARGET_MISSING" }] });
});

test("what a refresh job left is published beside the signed files, the same each time, and refuses nothing", async () => {
  const { root, build } = makeCatalog();
  const page = () => readFileSync(join(root, "_site/package/jquery/index.html"), "utf8");
  await build();
  expect(existsSync(join(root, "_site/api/v1/health.json"))).toBe(false);
  expect(page()).not.toContain("data-health");
  const files = healthFiles({ jquery: aHealth() });
  writeFiles(root, { ...files, ".pak/health/zz.json": "{" });
  const { built, reported } = await build();
  expect(built?.signed.isNew).toBe(false);
  expect(reported.filter(line => line.includes("health"))).toEqual([
    expect.stringMatching(/^\.pak\/health\/zz\.json is left out: /),
  ]);
  const read = () =>
    ["api/v1/health/jq.json", "api/v1/health.json", "package/jquery/index.html", "health/index.html"].map(
      path => readFileSync(join(root, "_site", path), "utf8"),
    );
  const first = read();
  expect(first[0]).toBe(files[".pak/health/jq.json"]);
  expect(page()).toContain('data-health="jquery" data-source="../../api/v1/health/jq.json"');
  await build();
  expect(read()).toEqual(first);
});
