import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { PakError } from "../errors.ts";
import type { ApplicationFile } from "../io/application/application-file.ts";
import { parseApplication } from "../model/install/application.ts";
import { startGitHost } from "../test/git-host.ts";
import { startRegistry } from "../test/registry.ts";
import { makeFolder, writeFiles } from "../test/repository.ts";
import { startUpstream } from "../test/upstream.ts";
import { aWorld, NOON } from "../test/world.ts";
import { changeInstallation, listRequests, tellInstallation, type Wish } from "./installation.ts";

const given = { words: [], flags: {} };

/** What the file asks for, and nothing more. */
const asIs = ({ application, document }: ApplicationFile): Wish => ({
  requests: listRequests(application),
  refreshed: new Set(),
  document: () => document,
});

test("an application asks for what it needs, and for what it would like", () => {
  const { application } = parseApplication({
    dependencies: { a: "^1.0.0" },
    optionalDependencies: { b: "*" },
  });
  expect(listRequests(application)).toEqual([
    { name: "a", expression: "^1.0.0", isOptional: false },
    { name: "b", expression: "*", isOptional: true },
  ]);
});

test("two runs in one folder follow each other, and the second finds everything done", async () => {
  const { environment, registry } = await startUpstream({ a: { versions: { "1.0.0": {} } } }, { now: NOON });
  const root = makeFolder();
  writeFiles(root, { "pak.json": '{ "dependencies": { "a": "*" } }' });
  const run = async () => {
    const world = aWorld({ environment, home: environment.PAK_HOME!, root });
    tellInstallation(world, given, (await changeInstallation(world, given, asIs))!);
    return world.printed.at(-1);
  };
  expect((await Promise.all([run(), run()])).sort()).toEqual([
    "1 package here already",
    "1 package installed",
  ]);
  expect(registry.log.filter(line => line.endsWith(".tgz"))).toHaveLength(1);
  expect(readdirSync(join(root, "paks")).sort()).toEqual([".installed.json", "a"]);
});

test("layers of this computer and of the application change what is needed", async () => {
  const versions = { "1.0.0": { dependencies: { b: "*" } } };
  const { environment } = await startUpstream(
    { a: { versions }, b: { versions: { "1.0.0": {} } }, c: { versions } },
    { now: NOON },
  );
  const home = environment.PAK_HOME!;
  writeFiles(home, { "overrides/a.json": '{ "@npm/a": { "*": { "=dependencies": {} } } }' });
  const world = aWorld({ environment, home });
  writeFiles(world.root, {
    "pak.json": '{ "dependencies": { "a": "*", "c": "*" }, "override": { "c": { "nodeps": true } } }',
  });
  const done = await changeInstallation(world, given, asIs);
  expect(done?.installation.installed.map(({ name }) => name)).toEqual(["a", "c"]);
  const layersOf = (name: string) =>
    done?.layersOf(done.resolved.selections.get(name)!).map(layer => layer.name);
  expect([layersOf("a"), layersOf("c")]).toEqual([
    ["package", "entry", "release", "user"],
    ["package", "entry", "release", "application"],
  ]);
  expect(readFileSync(join(world.root, "pak-lock.json"), "utf8")).not.toContain('"user"');
});

test("whatever fails leaves the folder as it is", async () => {
  const { environment } = await startUpstream({ a: { versions: { "1.0.0": {} } } }, { now: NOON });
  const world = aWorld({ environment, home: environment.PAK_HOME! });
  const text = '{ "dependencies": { "a": "*" } }';
  writeFiles(world.root, { "pak.json": text });
  const refuse = () => {
    throw new PakError("CONFLICT", "not today");
  };
  await expect(
    changeInstallation(world, given, file => ({ ...asIs(file), document: refuse })),
  ).rejects.toMatchObject({ message: "not today" });
  writeFiles(world.root, { "pak-lock.json": "[]" });
  await expect(changeInstallation(world, given, asIs)).rejects.toMatchObject({ code: "LOCK" });
  expect(existsSync(join(world.root, "paks/a"))).toBe(false);
  expect(readFileSync(join(world.root, "pak.json"), "utf8")).toBe(text);
});

test("what a Bower registry knows is installed from git, and locked with the digest of its files", async () => {
  const host = await startGitHost();
  const commit = host.repository.commit({ "dist/foo.js": "foo" });
  host.release("v1.0.0");
  const bower = await startRegistry({ "packages/foo": { url: "git://github.com/acme/foo.git" } });
  const world = aWorld({ environment: { PAK_HOME: "set" } });
  writeFiles(world.home, {
    "settings.json": JSON.stringify({
      catalogs: [{ kind: "bower", url: bower.address }],
      replace: host.replace,
    }),
  });
  writeFiles(world.root, { "pak.json": '{ "import": true, "dependencies": { "foo": "^1.0.0" } }' });
  await changeInstallation(world, given, asIs);
  expect(readFileSync(join(world.root, "lib/foo/foo.js"), "utf8")).toBe("foo");
  expect(JSON.parse(readFileSync(join(world.root, "pak-lock.json"), "utf8")).packages.foo).toMatchObject({
    version: "1.0.0",
    catalog: "bower",
    endpoint: host.endpoint,
    tag: "v1.0.0",
    commit,
    tree: expect.stringMatching(/^h1:/),
  });
  const again = await changeInstallation(world, { words: [], flags: { offline: true } }, asIs);
  expect(again?.installation).toMatchObject({ installed: [], kept: 1 });
});
