import { expect, test } from "vitest";
import { openCooldown } from "../../model/upstream/cooldown.ts";
import { aRelease } from "../../test/catalog.ts";
import { aDigest, anNpmEnvironment, aPackument, startRegistry } from "../../test/registry.ts";
import { makeFolder } from "../../test/repository.ts";
import { NOON } from "../../test/world.ts";
import { readNpmConfiguration } from "../npm/configuration.ts";
import { openMetadataCache } from "../npm/metadata-cache.ts";
import { noticeNpm } from "./notice-npm.ts";

async function notice(versions: Parameters<typeof aPackument>[1], recorded: string[] = [], gone?: string) {
  const registry = await startRegistry({ foo: aPackument("foo", versions) });
  if (gone !== undefined) registry.answers.set(gone, (_, response) => response.writeHead(404).end());
  const environment = anNpmEnvironment({ npm_config_registry: registry.address });
  const noticed = await noticeNpm(
    {
      name: "foo",
      endpoint: { kind: "npm", name: "foo" },
      recorded: recorded.map(version =>
        aRelease(version, { integrity: aDigest(version), published: "2026-01-01T12:00:00Z" }),
      ),
    },
    {
      fetch,
      configuration: await readNpmConfiguration(makeFolder(), environment),
      cache: openMetadataCache(makeFolder()),
    },
    { now: NOON, cooldown: openCooldown(NOON, 72) },
  );
  const tarballs = registry.log.filter(line => line.endsWith(".tgz"));
  return { noticed, versions: noticed?.releases.map(({ version }) => version), tarballs };
}

test("the first time, the newest version is fetched to prove what the registry says; afterwards each", async () => {
  const offered = { "1.0.0": {}, "1.1.0": {}, "1.2.0": {} };
  expect((await notice(offered)).tarballs).toEqual(["foo/-/foo-1.2.0.tgz"]);
  expect((await notice(offered, ["1.0.0"])).tarballs).toEqual(["foo/-/foo-1.2.0.tgz", "foo/-/foo-1.1.0.tgz"]);
  expect((await notice(offered, ["1.2.0", "1.1.0", "1.0.0"])).tarballs).toEqual([]);
});

test("however many there are, a run takes those that were published first, and later ones the rest", async () => {
  const numbers = Array.from({ length: 50 }, (_, at) => at);
  const minute = (at: number) => `2026-02-01T12:${String(at).padStart(2, "0")}:00Z`;
  const offered = Object.fromEntries(numbers.map(at => [`1.${at + 1}.0`, { published: minute(at) }]));
  const { noticed, tarballs } = await notice(offered, ["1.0.0"]);
  expect([tarballs.length, noticed?.added.map(({ version }) => version).sort()]).toEqual([
    20,
    numbers
      .slice(0, 20)
      .map(at => `1.${at + 1}.0`)
      .sort(),
  ]);
});

test("a version whose bytes are others is left out and told", async () => {
  const { noticed, versions } = await notice({ "1.0.0": {}, "1.1.0": { integrity: aDigest("x") } }, [
    "1.0.0",
  ]);
  expect([versions, noticed?.findings.map(({ code }) => code)]).toEqual([["1.0.0"], ["ARCHIVE_UNSTABLE"]]);
  expect(noticed?.added).toEqual([]);
});

test("a version without a tarball is left out, the others stay", async () => {
  const offered = { "1.0.0": {}, "1.1.0": {}, "1.2.0": {} };
  const { noticed, versions } = await notice(offered, ["1.0.0"], "foo/-/foo-1.2.0.tgz");
  expect([versions, noticed?.refused.map(({ code }) => code)]).toEqual([
    ["1.1.0", "1.0.0"],
    ["SOURCE_FETCH"],
  ]);
});
