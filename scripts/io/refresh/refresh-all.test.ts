import { expect, test } from "vitest";
import { openCooldown } from "../../model/upstream/cooldown.ts";
import { anEntry, catalogFiles, settingsFile } from "../../test/catalog.ts";
import { type Answer, anNpmEnvironment, aPackument, startRegistry } from "../../test/registry.ts";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import { NOON, openRulebook } from "../../test/world.ts";
import { readNpmConfiguration } from "../npm/configuration.ts";
import { openMetadataCache } from "../npm/metadata-cache.ts";
import { openUpstreamCache } from "./git-upstream.ts";
import { openHealth } from "./health-store.ts";
import { refreshAll } from "./refresh-all.ts";

async function refresh(packages: Record<string, Answer>, isDryRun = false) {
  const root = makeFolder();
  const names = Object.keys(packages);
  writeFiles(root, {
    ...settingsFile(),
    ...catalogFiles(...names.map(name => ({ entry: anEntry({ name }) }))),
  });
  const registry = await startRegistry(packages);
  const environment = anNpmEnvironment({ npm_config_registry: registry.address });
  const pauses = { retries: 0, leastWait: 1, mostWait: 1, isObedient: true };
  const configuration = { ...(await readNpmConfiguration(root, environment)), ...pauses };
  const rulebook = await openRulebook(root);
  const outcomes = await refreshAll(
    names.map(name => ({ name, endpoint: { kind: "npm", name }, recorded: [] })),
    {
      root,
      rulebook,
      npm: { fetch, configuration, cache: openMetadataCache(makeFolder()) },
      git: { fetch, pauses, cache: openUpstreamCache(makeFolder()) },
      now: NOON,
      cooldown: openCooldown(NOON, 72),
      isDryRun,
      isLifted: false,
    },
    { limit: 1, health: openHealth(root, rulebook.guards), progress: () => undefined },
  );
  return { outcomes, health: openHealth(root, rulebook.guards) };
}

const LIMITED: Answer = (_, response) => response.writeHead(429, { "retry-after": "60" }).end();

test("one hostile package of a hundred leaves ninety-nine refreshed, each with its health", async () => {
  const packages: Record<string, Answer> = {};
  for (let at = 10; at < 109; at += 1) packages[`p${at}x`] = aPackument(`p${at}x`, { "1.0.0": {} });
  packages.hostile = (_, response) => {
    response.writeHead(200, { "content-length": "9" }).write("half", () => response.destroy());
  };
  const { outcomes, health } = await refresh(packages);
  expect(outcomes.filter(({ added }) => added.length === 1)).toHaveLength(99);
  expect(health.find("hostile")?.error).toMatchObject({ code: "NETWORK", tries: 1 });
  expect(health.find("p10x")).toMatchObject({ found: "2026-11-21T12:00:00Z" });
});

test("a server that takes no more requests is left alone, and who was not asked stays as it was", async () => {
  const { outcomes, health } = await refresh({
    alpha: aPackument("alpha", {}),
    beta1: LIMITED,
    gamma: LIMITED,
  });
  expect(outcomes.map(({ name, failure }) => [name, failure?.code])).toEqual([
    ["alpha", undefined],
    ["beta1", "RATE_LIMITED"],
  ]);
  expect([health.find("beta1"), health.find("gamma")]).toEqual([undefined, undefined]);
});

test("a dry run leaves no trace", async () => {
  const { health } = await refresh({ alpha: aPackument("alpha", { "1.0.0": {} }) }, true);
  expect(health.find("alpha")).toBeUndefined();
});
