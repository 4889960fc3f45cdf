import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openCooldown } from "../../model/upstream/cooldown.ts";
import { anEntry, catalogFiles, settingsFile } from "../../test/catalog.ts";
import { type Answer, anNpmEnvironment, aPackument, startRegistry } from "../../test/registry.ts";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import { openRulebook } from "../../test/world.ts";
import type { Rulebook } from "../catalog/rulebook.ts";
import { readNpmConfiguration } from "../npm/configuration.ts";
import { openMetadataCache } from "../npm/metadata-cache.ts";
import { openUpstreamCache } from "./git-upstream.ts";
import { type RefreshTools, refreshPackage } from "./refresh-package.ts";

const PATH = "catalog/releases/jq/jquery.json";
const NOW = new Date("2026-02-04T00:00:00Z");

async function refreshOf(answer: Answer, more: Partial<RefreshTools> = {}) {
  const root = makeFolder();
  writeFiles(root, { ...settingsFile(), ...catalogFiles({ entry: anEntry({ name: "jquery" }) }) });
  const registry = await startRegistry({ jquery: answer });
  const pauses = { retries: 0, leastWait: 1, mostWait: 1 };
  const environment = anNpmEnvironment({ npm_config_registry: registry.address });
  const configuration = { ...(await readNpmConfiguration(root, environment)), ...pauses };
  const outcome = await refreshPackage(
    { name: "jquery", endpoint: { kind: "npm", name: "jquery" }, recorded: [] },
    {
      root,
      rulebook: await openRulebook(root),
      npm: { fetch, configuration, cache: openMetadataCache(makeFolder()) },
      git: { fetch, pauses, cache: openUpstreamCache(makeFolder()) },
      now: NOW,
      cooldown: openCooldown(NOW, 72),
      isDryRun: false,
      isLifted: false,
      ...more,
    },
  );
  const file = join(root, PATH);
  return { outcome, text: existsSync(file) ? readFileSync(file, "utf8") : undefined };
}

describe("refreshPackage", () => {
  test("writes the file in the catalog's form", async () => {
    const { outcome, text } = await refreshOf(aPackument("jquery", { "1.0.0": {} }));
    expect(outcome).toMatchObject({ name: "jquery", findings: [], added: [{ version: "1.0.0" }] });
    expect(text).toMatch(
      /^\{\n {2}"\$schema": "\.\.\/\.\.\/\.\.\/schemas\/releases\.schema\.json",\n {2}"name": "jquery",/,
    );
    expect(text?.endsWith("}\n")).toBe(true);
  });

  test("a dry run tells the same and writes nothing", async () => {
    const { outcome, text } = await refreshOf(aPackument("jquery", { "1.0.0": {} }), { isDryRun: true });
    expect([outcome.added.length, text]).toEqual([1, undefined]);
  });

  test("what would not pass the check is not written", async () => {
    // A megabyte of dependencies is valid field by field; only the whole is too large.
    const dependencies = Object.fromEntries(
      Array.from({ length: 500 }, (_, i) => [`${"x".repeat(190)}-${i}`, "^1.0.0"]),
    );
    const versions = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`1.${i}.0`, { dependencies }]));
    const { outcome, text } = await refreshOf(aPackument("jquery", versions));
    expect(outcome.findings.length).toBeGreaterThan(0);
    expect([outcome.added, text]).toEqual([[], undefined]);
  });

  test("a registry that fails is part of the outcome", async () => {
    const { outcome } = await refreshOf("not json");
    expect(outcome).toMatchObject({ added: [], findings: [], failure: { code: "NETWORK" } });
  });

  test("what could not be checked is not written", async () => {
    const guards = {
      releases: () => {
        throw new Error("the scanner crashed");
      },
    };
    const rulebook = { guards } as unknown as Rulebook;
    const { outcome, text } = await refreshOf(aPackument("jquery", { "1.0.0": {} }), { rulebook });
    expect(outcome).toMatchObject({
      added: [],
      findings: [{ code: "CHECK_NOT_RUN" }],
      health: { error: { code: "CHECK_NOT_RUN" } },
    });
    expect(text).toBeUndefined();
  });
});
