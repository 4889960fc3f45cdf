import { hash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { EMPTY_LOCK } from "../../model/install/lock.ts";
import type { Selection } from "../../model/install/selection.ts";
import type { JsonObject } from "../../model/json.ts";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import { SEAL } from "../../test/seal.ts";
import { readApplication } from "../application/application-file.ts";
import type { InstalledPackage } from "../application/installed.ts";
import { openPackageCache } from "../cache/package-cache.ts";
import { type InstallOrder, planInstallation } from "./plan-installation.ts";

/** What packages depend on, and what the catalog says of their manifests. */
type Packages = Readonly<Record<string, { readonly needs?: readonly string[]; readonly says?: JsonObject }>>;

function anOrder(application: JsonObject, packages: Packages): InstallOrder & { readonly told: string[] } {
  const root = makeFolder();
  writeFiles(root, { "pak.json": JSON.stringify(application) });
  const file = readApplication(root);
  const told: string[] = [];
  const selections = Object.entries(packages).map(([name, { says = {} }]): [string, Selection] => [
    name,
    {
      name,
      version: "1.0.0",
      catalog: "test",
      endpoint: `@npm:${name}`,
      pin: { integrity: `sha512-${hash("sha512", name, "base64")}` },
      layers: [{ name: "catalog", change: { name, ...says } }],
    },
  ]);
  const choices = Object.entries(packages).map(([name, { needs = [] }]) => {
    const dependencies = Object.fromEntries(needs.map(one => [one, "*"]));
    const release = { version: "1.0.0", published: "" };
    return [name, { name, release, dependencies, askedBy: [] }] as const;
  });
  return {
    root,
    file,
    document: file.document,
    choices: new Map(choices),
    lock: { ...EMPTY_LOCK, packages: new Map(selections) },
    cache: openPackageCache(makeFolder(), async ({ name, pin }, folder) => {
      writeFiles(folder, { "dist/a.js": name });
      return { pin, patched: [] };
    }),
    user: () => [],
    seal: SEAL,
    before: new Set<string>(),
    progress: (done, all) => void told.push(`${done} of ${all}`),
    told,
  };
}

test.each<[string, Packages, string[]]>([
  ["what is needed stands first", { a: { needs: ["c"] }, b: {}, c: { needs: ["b"] } }, ["b", "c", "a"]],
  ["in a circle, by name", { a: { needs: ["b"] }, b: { needs: ["a"] } }, ["b", "a"]],
  ["what needs itself", { a: { needs: ["a"] } }, ["a"]],
])("%s, and nothing of the application is written", async (_, packages, expected) => {
  const order = anOrder({}, packages);
  const plan = await planInstallation(order, new Map());
  expect(plan.packages.map(({ name }) => name)).toEqual(expected);
  expect(order.told).toEqual(expected.map((_name, at) => `${at + 1} of ${expected.length}`));
  expect(existsSync(join(order.root, "paks"))).toBe(false);
});

test("what decides a package's installed files decides its key", async () => {
  const keyOf = async (application: JsonObject, fields: Partial<InstallOrder> = {}) =>
    (await planInstallation({ ...anOrder(application, { a: {} }), ...fields }, new Map())).packages[0]!.key;
  const keys = [
    await keyOf({}),
    await keyOf({ import: true }),
    await keyOf({ directories: { export: "out" } }),
    await keyOf({ override: { a: { ignore: ["x"] } } }),
    await keyOf({}, { user: () => [{ name: "user", change: { title: "T" } }] }),
  ];
  expect(new Set(keys).size).toBe(keys.length);
  expect(await keyOf({ title: "Mine", override: { b: { title: "B" } } })).toBe(keys[0]);
});

test("a package that is there as it should be is left out", async () => {
  const order = anOrder({}, { a: {}, b: {} });
  const first = await planInstallation(order, new Map());
  writeFiles(order.root, { "paks/a/dist/a.js": "a", "paks/b/dist/a.js": "b" });
  const installed = new Map(
    first.packages.map(({ name, key }): [string, InstalledPackage] => [
      name,
      { version: "1.0.0", key, files: { "dist/a.js": 1 }, exports: {} },
    ]),
  );
  expect((await planInstallation(order, installed)).packages).toEqual([]);
  writeFiles(order.root, { "paks/b/dist/a.js": undefined });
  expect((await planInstallation(order, installed)).packages.map(({ name }) => name)).toEqual(["b"]);
});

test("the application's layers stand over the package's manifest, prefixes in its blend stay", async () => {
  const says = { title: "T", files: ["dist"], "=blend": { "+x-list": ["k"] } };
  const order = anOrder({ override: { a: { "+title": "U" } }, "x-list": ["j"] }, { a: { says } });
  const { packages, blended } = await planInstallation(order, new Map());
  expect(packages[0]!.manifest).toMatchObject({ title: "T U", blend: { "+x-list": ["k"] } });
  expect(blended.document).toMatchObject({ "x-list": ["j", "k"] });
});

test("an import that a package brings counts at once, where the application says nothing", async () => {
  const says = { "=blend": { "?import": true } };
  const isImporting = async (application: JsonObject) =>
    (await planInstallation(anOrder(application, { a: { says } }), new Map())).application.isImporting;
  expect([await isImporting({}), await isImporting({ import: false })]).toEqual([true, false]);
});

test("a profile that was chosen counts instead of the application's own", async () => {
  const profiles = { web: { import: true }, lean: { directories: { export: "out" } } };
  const order = anOrder({ profile: "web", profiles }, { a: {} });
  const { application, blended } = await planInstallation({ ...order, profile: "lean" }, new Map());
  expect(application).toMatchObject({ isImporting: false, directories: { export: "out" } });
  expect(blended.document).toMatchObject({ profile: "web" });
});
