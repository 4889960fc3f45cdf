import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeFolder, writeFiles } from "../test/repository.ts";
import { startUpstream, type Upstream } from "../test/upstream.ts";
import { aWorld, NOON } from "../test/world.ts";
import { parseArguments } from "./arguments.ts";
import { cache } from "./cache.ts";
import { GLOBAL_FLAGS } from "./table.ts";

async function run({ environment }: Upstream, ...typed: string[]) {
  const world = aWorld({ environment, home: environment.PAK_HOME!, root: makeFolder() });
  const exit = await cache.run(world, parseArguments(cache, GLOBAL_FLAGS, typed));
  return { ...world, exit };
}

test("packages are fetched with what they need, once; the folder stays as it is", async () => {
  const upstream = await startUpstream(
    {
      a: { versions: { "2.0.0": {}, "1.0.0": { dependencies: { b: "^1.0.0" }, deprecated: "use 2" } } },
      b: { versions: { "1.0.0": { optionalDependencies: { c: "*" } } } },
      c: { versions: { "1.0.0": {} } },
      old: { entry: { endpoint: "@a" } },
    },
    { now: NOON },
  );
  const first = await run(upstream, "old#^1.0.0");
  expect(first).toMatchObject({
    exit: 0,
    printed: ["a", "b"].map(name => `${name} 1.0.0  ${upstream.cache}/${name}/@npm/1.0.0`),
    reported: ["old → a", "a 1.0.0 is deprecated: use 2"],
    progressed: ["fetched 1 of 2 packages", "fetched 2 of 2 packages", ""],
  });
  expect([readdirSync(first.root), existsSync(join(upstream.cache, "c"))]).toEqual([[], false]);
  const tarballs = () => upstream.registry.log.filter(line => line.endsWith(".tgz")).length;
  expect((await run(upstream, "old@1.0.0", "--all")).printed).toHaveLength(3);
  expect(tarballs()).toBe(3);
  const told = JSON.parse((await run(upstream, "a@1.0.0", "--offline", "--json")).printed.join("\n"));
  expect(told).toMatchObject({
    cached: [{ name: "a", catalog: "test", files: 2 }, { name: "b" }],
    findings: [],
  });
  expect(tarballs()).toBe(3);
});

test("--explain names every layer, this computer's among them", async () => {
  const files = { "pak.json": '{ "title": "Own", "license": "MIT" }', "a.js": "a" };
  const upstream = await startUpstream(
    { a: { versions: { "1.0.0": { files } }, override: { "@npm/a": { "*": { title: "Catalog" } } } } },
    { now: NOON },
  );
  writeFiles(upstream.environment.PAK_HOME!, {
    "overrides/a.json": '{ "@npm/a": { "*": { "+title": "mine" } } }',
  });
  const { printed } = await run(upstream, "a", "--explain");
  expect(printed.slice(1)).toEqual([
    "a:",
    expect.stringMatching(/^ {2}title +package → catalog → user +"Catalog mine"$/),
    expect.stringMatching(/^ {2}license +package +"MIT"$/),
    expect.stringMatching(/^ {2}name +entry +"a"$/),
    expect.stringMatching(/^ {2}description +entry +"About a"$/),
    expect.stringMatching(/^ {2}version +release +"1.0.0"$/),
  ]);
});

test.each([
  [[], "USAGE", /takes NAME/],
  [["A"], "USAGE", /"A" is not NAME/],
  [["nothing"], "NOT_FOUND", /there is no package nothing/],
  [["gone"], "RETRACTED", /gone was withdrawn: malware/],
  [["empty"], "CONFLICT", /no release is recorded/],
  [["a", "--offline"], "STALE", /./],
])("%j is refused: %s", async (typed, code, message) => {
  const upstream = await startUpstream(
    {
      a: { versions: { "1.0.0": {} } },
      empty: {},
      gone: {
        entry: { retracted: { date: "2026-11-01", reason: "malware" } },
        versions: { "1.0.0": {} },
      },
    },
    { now: NOON },
  );
  await expect(run(upstream, ...typed)).rejects.toMatchObject({
    code,
    message: expect.stringMatching(message),
  });
});

test("a tarball that is not what was recorded is refused and leaves nothing", async () => {
  const upstream = await startUpstream({ a: { versions: { "1.0.0": {} } } }, { now: NOON });
  upstream.registry.answers.set("a/-/a-1.0.0.tgz", (_, response) => void response.end("forged"));
  await expect(run(upstream, "a")).rejects.toMatchObject({ code: "SOURCE_DIGEST" });
  expect(existsSync(join(upstream.cache, "a"))).toBe(false);
});
