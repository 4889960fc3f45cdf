import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { anEntry, catalogFiles, settingsFile } from "../../test/catalog.ts";
import { type Answer, aPackument, startRegistry } from "../../test/registry.ts";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import { loadRulebook } from "../catalog/rulebook.ts";
import { readSettings } from "../catalog/settings.ts";
import { openMetadataCache } from "../npm/metadata-cache.ts";
import { refreshPackage } from "./refresh-package.ts";

const PATH = "catalog/releases/jq/jquery.json";

async function refreshOf(answer: Answer, isDryRun = false) {
  const root = makeFolder();
  writeFiles(root, { ...settingsFile(), ...catalogFiles({ entry: anEntry({ name: "jquery" }) }) });
  const registry = await startRegistry({ jquery: answer });
  const outcome = await refreshPackage(
    { name: "jquery", npm: "jquery", recorded: [] },
    {
      root,
      rulebook: await loadRulebook(join(import.meta.dirname, "../../.."), readSettings(root)),
      configuration: {
        addressOf: name => registry.address + name,
        retries: 0,
        leastWait: 1,
        mostWait: 1,
        timeout: 5000,
      },
      cache: openMetadataCache(makeFolder()),
      fetch,
      until: "2026-02-01T00:00:00Z",
      isDryRun,
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
    const { outcome, text } = await refreshOf(aPackument("jquery", { "1.0.0": {} }), true);
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
});
