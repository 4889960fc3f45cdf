import { describe, expect, test } from "vitest";
import type { Locate } from "../io/install/resolve-requests.ts";
import { startGitHost } from "../test/git-host.ts";
import { anNpmEnvironment, aPackument, startRegistry } from "../test/registry.ts";
import { writeFiles } from "../test/repository.ts";
import { startUpstream } from "../test/upstream.ts";
import { aWorld, NOON } from "../test/world.ts";
import type { Arguments } from "./command.ts";
import { openLocate } from "./locate.ts";

/** Two signed catalogs, an npm registry, and a Bower registry, all with `both` and something of their own. */
async function openWorld() {
  const first = await startUpstream(
    {
      both: { versions: { "1.0.0": {} } },
      one: { versions: { "1.0.0": {} } },
      moved: { entry: { endpoint: "@bower:lib" } },
      lost: { entry: { endpoint: "@bower:nothing" } },
      old: { entry: { endpoint: "@one", retracted: { date: "2026-11-01", reason: "renamed" } } },
      gone: { entry: { retracted: { date: "2026-11-01", reason: "malware" } }, versions: { "1.0.0": {} } },
    },
    { now: NOON },
  );
  const second = await startUpstream(
    { both: { versions: { "2.0.0": {} } }, two: { versions: { "2.0.0": {} } } },
    { now: NOON },
  );
  const npm = await startRegistry({
    both: aPackument("both", { "3.0.0": {} }),
    three: aPackument("three", { "3.0.0": {} }),
  });
  const host = await startGitHost();
  const commit = host.repository.commit({ "a.js": "a" });
  host.release("v4.0.0");
  const bower = await startRegistry({
    "packages/both": { url: host.endpoint },
    "packages/lib": { url: host.endpoint },
  });
  const environment = anNpmEnvironment({ npm_config_registry: npm.address });
  const sources: Record<string, object> = {
    first: { url: first.url },
    second: { url: second.url },
    npm: { kind: "npm" },
    bower: { kind: "bower", url: bower.address },
  };

  /** Asks as a person whose settings have these catalogs. */
  function open(order: string, flags: Arguments["flags"] = {}): Locate {
    const world = aWorld({ environment });
    const catalogs = order.split(" ").map(name => sources[name]);
    writeFiles(world.home, { "settings.json": JSON.stringify({ catalogs, replace: host.replace }) });
    return openLocate(world, { words: [], flags });
  }
  const version = async (locate: Locate, name: string) => (await locate(name))?.document.releases[0]?.version;
  return { first, npm, bower, commit, open, version };
}

test("catalogs are asked in their order, those that a prefix names alone", async () => {
  const { open, version, npm, bower } = await openWorld();
  const rows: [string, string, string | undefined][] = [
    ["first second npm bower", "both", "1.0.0"],
    ["second first", "both", "2.0.0"],
    ["npm first", "both", "3.0.0"],
    ["bower npm first", "both", "4.0.0"],
    ["first second", "two", "2.0.0"],
    ["first npm", "three", "3.0.0"],
    ["first second", "three", undefined],
    ["npm second", "pak:both", "2.0.0"],
    ["npm second", "pak:three", undefined],
    ["first bower", "bower:both", "4.0.0"],
    ["first second", "bower:both", undefined],
    ["first npm", "npm:both", "3.0.0"],
    ["first second", "npm:both", "3.0.0"],
    ["first npm", "npm:one", undefined],
    ["first npm bower", "@a/b", undefined],
  ];
  for (const [order, name, expected] of rows)
    expect([order, name, await version(open(order), name)]).toEqual([order, name, expected]);
  expect([npm.log.includes("one"), bower.log.every(line => line === "packages/both")]).toEqual([true, true]);
});

describe("a catalog that can't be asked is never passed over", () => {
  test.each(["first second", "first npm", "first bower"])("%s", async order => {
    const { first, open } = await openWorld();
    await first.close();
    await expect(open(order)("both")).rejects.toMatchObject({ code: "NETWORK" });
  });

  test("nor is a registry", async () => {
    const { npm, bower, open, version } = await openWorld();
    npm.answers.set("one", (_, response) => void response.writeHead(401).end());
    bower.answers.set("packages/one", (_, response) => void response.writeHead(500).end());
    await expect(open("npm first")("one")).rejects.toMatchObject({ code: "NETWORK" });
    await expect(open("bower first")("one")).rejects.toMatchObject({ code: "NETWORK" });
    expect(await version(open("npm first"), "pak:one")).toBe("1.0.0");
  });

  test.each(["npm first", "bower first"])("nor with --offline: %s", async order => {
    const { open } = await openWorld();
    await expect(open(order, { offline: true })("one")).rejects.toMatchObject({
      code: "NETWORK",
      message: "one is not known here, and --offline asks nobody",
    });
  });
});

test("an entry that lives in a Bower registry is found there, by its own name", async () => {
  const { open, commit } = await openWorld();
  expect(await open("first bower")("moved")).toMatchObject({
    name: "moved",
    catalog: "test",
    document: {
      entry: { endpoint: "https://github.com/acme/foo.git" },
      releases: [{ version: "4.0.0", tag: "v4.0.0", commit }],
    },
  });
  for (const [order, name, there] of [
    ["first", "moved", "lib"],
    ["first bower", "lost", "nothing"],
  ] as const) {
    await expect(open(order)(name)).rejects.toMatchObject({
      code: "NOT_FOUND",
      message: `${name} lives in a Bower registry, which has no ${there}`,
      fix: expect.stringContaining('"kind": "bower"'),
    });
  }
});

test("what was withdrawn says why, through an alias too", async () => {
  const { open } = await openWorld();
  const locate = open("first");
  expect(await locate("gone")).toMatchObject({
    name: "gone",
    hops: [],
    retracted: "malware",
    catalog: "test",
  });
  expect(await locate("old")).toMatchObject({ name: "one", hops: ["one"], retracted: "renamed" });
  expect(await locate("one")).not.toHaveProperty("retracted");
});
