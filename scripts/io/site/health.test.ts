import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { aHealth, healthFiles } from "../../test/health.ts";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import { TOOL } from "../../test/world.ts";
import { loadGuards } from "../schemas/guards.ts";
import { readHealth } from "./health.ts";

/** Reads the health that lies in a folder, and what was told on the way. */
async function readFolder(files: Record<string, string | Uint8Array>, root = makeFolder()) {
  writeFiles(root, files);
  const warned: string[] = [];
  const health = readHealth(root, await loadGuards(TOOL), line => warned.push(line));
  return { health, warned };
}

test("a catalog that was never refreshed has none", async () => {
  expect(await readFolder({})).toEqual({ health: undefined, warned: [] });
  expect((await readFolder({ ".pak/health/notes.txt": "x" })).health).toBeUndefined();
});

test("every shard is published byte for byte, with a summary over all", async () => {
  const error = { code: "NETWORK", message: "no answer", since: "2026-11-20T00:00:00Z", tries: 2 };
  const files = healthFiles({ less: aHealth({ error }), x: aHealth() });
  const { health, warned } = await readFolder(files);
  expect(warned).toEqual([]);
  expect([...health!.files.keys()]).toEqual([
    "api/v1/health/le.json",
    "api/v1/health/x.json",
    "api/v1/health.json",
  ]);
  expect(health!.files.get("api/v1/health/le.json")).toBe(files[".pak/health/le.json"]);
  expect([...health!.names]).toEqual(["less", "x"]);
  expect(JSON.parse(health!.files.get("api/v1/health.json")!)).toEqual(health!.summary);
  expect(health!.summary).toMatchObject({ packages: 2, failing: [{ name: "less", tries: 2 }] });
});

test("a file that is not in order is left out aloud, the others are not", async () => {
  const right = healthFiles({ less: aHealth() });
  const { health, warned } = await readFolder({
    ...right,
    ".pak/health/ab.json": "{",
    ".pak/health/cd.json": '{"$schema":"x","packages":{"cd":{"looked":"yesterday","next":"tomorrow"}}}',
    ".pak/health/ef.json": right[".pak/health/le.json"]!,
    ".pak/health/gh.json": "x".repeat(1_048_577),
  });
  expect(warned.map(line => line.split(" is left out: ")[0])).toEqual(
    ["ab", "cd", "ef", "gh"].map(shard => `.pak/health/${shard}.json`),
  );
  expect(warned[2]).toContain("less belongs elsewhere");
  expect([...health!.files.keys()]).toEqual(["api/v1/health/le.json", "api/v1/health.json"]);
});

test("a link leads nowhere", async () => {
  const root = makeFolder();
  const [[, text] = ["", ""]] = Object.entries(healthFiles({ less: aHealth() }));
  writeFiles(root, { "elsewhere.json": text, ".pak/health/notes.txt": "x" });
  symlinkSync(join(root, "elsewhere.json"), join(root, ".pak/health/le.json"));
  expect(await readFolder({}, root)).toEqual({ health: undefined, warned: [] });
});
