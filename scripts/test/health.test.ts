import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { anEntry, aRelease, catalogFiles, settingsFile } from "./catalog.ts";
import { startPak } from "./pak.ts";
import { anNpmEnvironment, aPackument, startRegistry } from "./registry.ts";
import { makeRepository } from "./repository.ts";

test("what a refresh finds out stands on the site that is built after it", async () => {
  const registry = await startRegistry({
    less: aPackument("less", { "4.2.0": { integrity: `sha512-${"B".repeat(86)}==` } }),
    jquery: aPackument("jquery", { "3.7.1": { published: "2026-11-20T12:00:00Z" } }),
  });
  const { root, commit } = makeRepository();
  commit({
    ...settingsFile(),
    ".gitignore": ".pak/\n_site\n",
    ...catalogFiles(
      { entry: anEntry({ name: "less" }), releases: [aRelease("4.2.0")] },
      { entry: anEntry({ name: "jquery" }) },
      { entry: anEntry({ name: "gone" }) },
    ),
  });
  const environment = {
    ...(anNpmEnvironment({ npm_config_registry: registry.address }) as Record<string, string>),
    SOURCE_DATE_EPOCH: String(Date.parse("2026-11-21T12:00:00Z") / 1000),
  };
  await startPak(root, ["refresh"], environment);
  const built = await startPak(root, ["site"], environment);
  expect(built.status).toBe(0);
  expect(built.stderr).not.toContain("left out");
  const read = (path: string) => readFileSync(join(root, "_site", path), "utf8");
  expect(JSON.parse(read("api/v1/health.json"))).toMatchObject({
    packages: 3,
    quarantined: [{ name: "less", code: "VERSION_MUTATED", since: "2026-11-21T12:00:00Z" }],
    failing: [{ name: "gone", code: "ENDPOINT_MISSING", tries: 1 }],
  });
  expect(JSON.parse(read("api/v1/health/jq.json")).packages.jquery).toMatchObject({
    looked: "2026-11-21T12:00:00Z",
    waiting: { "3.7.1": { until: "2026-11-23T12:00:00Z" } },
  });
  expect(read("health/index.html")).toContain('<a href="../package/less/">less</a>');
});
