import { hash } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { Located } from "../../model/install/known.ts";
import { EMPTY_LOCK, type Lock, parseLock, renderLock } from "../../model/install/lock.ts";
import type { Release } from "../../model/release/release.ts";
import { anEntry, aRelease } from "../../test/catalog.ts";
import { listRequests } from "../../test/universe.ts";
import { DAY, NOON } from "../../test/world.ts";
import { type Resolved, type ResolveRequests, resolveRequests } from "./resolve-requests.ts";

/** A package of a catalog: its versions, newest first, and what each says. */
function aLocated(
  name: string,
  versions: Readonly<Record<string, Partial<Release>>>,
  fields: Partial<Located> = {},
): Located {
  const releases = Object.entries(versions).map(([version, said]) =>
    aRelease(version, { integrity: `sha512-${hash("sha512", name + version, "base64")}`, ...said }),
  );
  const document = { $schema: "", name, entry: anEntry({ name }), releases };
  return { name, hops: [], catalog: "test", document, ...fields };
}

/** A catalog by the names that are asked for; `log` has those that were. */
function openCatalog(packages: Readonly<Record<string, Located>>) {
  const log: string[] = [];
  const resolve = (requests: Record<string, string>, lock: Lock, options: Partial<ResolveRequests> = {}) =>
    resolveRequests({
      requests: listRequests(requests),
      async locate(asked) {
        log.push(asked);
        return packages[asked];
      },
      lock,
      refreshed: new Set(),
      personal: () => [],
      withOptional: false,
      ...options,
    });
  return { log, resolve };
}

/** The lock file that comes of it, as the next run reads it. */
function lockOf({ selections: packages, aliases, absent }: Resolved): Lock {
  return parseLock(JSON.parse(renderLock({ ...EMPTY_LOCK, packages, aliases, absent }))) as Lock;
}

const listVersions = ({ selections }: Resolved) =>
  [...selections.values()].map(({ name, version }) => `${name} ${version}`);

const OLD = {
  a: aLocated("a", { "1.0.0": { dependencies: { b: "*" } } }),
  b: aLocated("b", { "1.0.0": {} }),
};
const NEW = {
  a: aLocated("a", { "1.1.0": { dependencies: { b: "*" } }, "1.0.0": { dependencies: { b: "*" } } }),
  b: aLocated("b", { "2.0.0": {}, "1.1.0": {}, "1.0.0": {} }),
  c: aLocated("c", { "1.0.0": { dependencies: { b: "*" } } }),
};

describe("what the lock file satisfies is asked of nobody", () => {
  test.each([
    ["by its name", { a: OLD.a, b: OLD.b }, { a: "^1.0.0" }],
    ["by an alias", { ...OLD, old: { ...OLD.a, hops: ["a"] } }, { old: "" }],
    ["by an alias and its catalog", { ...OLD, "pak:old": { ...OLD.a, hops: ["a"] } }, { "pak:old": "" }],
    ["by its catalog", { ...OLD, "pak:a": OLD.a }, { "pak:a": "" }],
    ["in npm's registry", { "npm:b": { ...OLD.b, catalog: "npm" } }, { "npm:b": "" }],
  ])("%s", async (_, packages, requests) => {
    const first = await openCatalog(packages).resolve(requests as Record<string, string>, EMPTY_LOCK);
    const locate = () => Promise.reject(new Error("nobody is to be asked"));
    const lock = lockOf(first);
    const again = await openCatalog({}).resolve(requests as Record<string, string>, lock, { locate });
    expect([lockOf(again), again.located.size]).toEqual([lock, 0]);
  });
});

describe("with a lock file", () => {
  const lockOld = async () => lockOf(await openCatalog(OLD).resolve({ a: "" }, EMPTY_LOCK));

  test.each<[string, Record<string, string>, Partial<ResolveRequests>, string[], string[]]>([
    ["a new name asks for itself alone", { a: "", c: "" }, {}, ["a 1.0.0", "b 1.0.0", "c 1.0.0"], ["c"]],
    [
      "what does not fit asks anew and keeps the others",
      { a: "", b: "^2.0.0" },
      {},
      ["a 1.0.0", "b 2.0.0"],
      ["a", "b"],
    ],
    [
      "a name that is refreshed gets its newest",
      { a: "" },
      { refreshed: new Set(["b"]) },
      ["a 1.0.0", "b 2.0.0"],
      ["b"],
    ],
    ["all are refreshed", { a: "" }, { refreshed: "all" }, ["a 1.1.0", "b 2.0.0"], ["a", "b"]],
    ["what nothing needs any more is left out", { b: "" }, {}, ["b 1.0.0"], []],
    [
      "own layers may need nothing",
      { a: "" },
      { personal: () => [{ name: "user", change: { "=dependencies": {} } }] },
      ["a 1.0.0"],
      [],
    ],
  ])("%s", async (_, requests, options, versions, asked) => {
    const { log, resolve } = openCatalog(NEW);
    expect(listVersions(await resolve(requests, await lockOld(), options))).toEqual(versions);
    expect(log.sort()).toEqual(asked);
  });

  test("a yanked version stays, even when something else asks anew", async () => {
    const lock = await lockOld();
    const yanked = { ...NEW, a: aLocated("a", { "1.1.0": {}, "1.0.0": { yanked: "leaks" } }) };
    const kept = await openCatalog(yanked).resolve({ a: "", b: "^1.1.0" }, lock);
    expect(listVersions(kept)).toEqual(["a 1.0.0", "b 1.1.0"]);
    expect(listVersions(await openCatalog(yanked).resolve({ a: "" }, EMPTY_LOCK))).toEqual(["a 1.1.0"]);
  });

  test("what was withdrawn stays as it is, and comes nowhere else", async () => {
    const lock = await lockOld();
    const { resolve } = openCatalog({ ...NEW, a: { ...NEW.a, retracted: "it was stolen" } });
    const refused = { code: "RETRACTED", message: "a was withdrawn: it was stolen" };
    await expect(resolve({ a: "" }, EMPTY_LOCK)).rejects.toMatchObject(refused);
    await expect(resolve({ a: "^1.1.0" }, lock)).rejects.toMatchObject(refused);
    await expect(resolve({ a: "" }, lock, { refreshed: "all" })).rejects.toMatchObject(refused);
    expect(listVersions(await resolve({ a: "", b: "^2.0.0" }, lock))).toEqual(["a 1.0.0", "b 2.0.0"]);
  });

  test("a recorded version with another digest is refused, refreshed or not", async () => {
    const lock = await lockOld();
    const integrity = `sha512-${"B".repeat(86)}==`;
    const { resolve } = openCatalog({ ...NEW, a: aLocated("a", { "1.0.0": { integrity } }) });
    const forged = {
      code: "LOCK_DIGEST",
      message: "test gives a 1.0.0 another digest than the lock file has",
    };
    await expect(resolve({ a: "", b: "^2.0.0" }, lock)).rejects.toMatchObject(forged);
    await expect(resolve({ a: "" }, lock, { refreshed: "all" })).rejects.toMatchObject(forged);
  });
});

test("another artifact than the locked one is refused, a first one is not", async () => {
  const artifact = { sha256: "a".repeat(64), size: 3, oci: `ghcr.io/acme/a@sha256:${"b".repeat(64)}` };
  const withArtifact = (fields: object) =>
    openCatalog({ ...NEW, a: aLocated("a", { "1.0.0": { artifact: { ...artifact, ...fields } } }) });
  const { selections } = await withArtifact({}).resolve({ a: "" }, EMPTY_LOCK);
  expect(selections.get("a")).toMatchObject({ artifact });
  const lock = { ...EMPTY_LOCK, packages: selections };
  const again = (fields: object) => withArtifact(fields).resolve({ a: "" }, lock, { refreshed: "all" });
  await expect(again({ sha256: "c".repeat(64) })).rejects.toMatchObject({ code: "LOCK_DIGEST" });
  expect((await again({})).selections.get("a")).toMatchObject({ artifact });
  const { artifact: _, ...source } = selections.get("a")!;
  const before = { ...EMPTY_LOCK, packages: new Map([["a", source]]) };
  const first = await withArtifact({}).resolve({ a: "" }, before, { refreshed: "all" });
  expect(first.selections.get("a")).toMatchObject({ artifact });
});

test("packages are asked for level by level, together", async () => {
  const rounds: string[][] = [];
  let round: string[] = [];
  const packages: Record<string, Located> = {
    ...NEW,
    a: aLocated("a", { "1.0.0": { dependencies: { b: "*", c: "*" } } }),
  };
  await openCatalog(packages).resolve({ a: "" }, EMPTY_LOCK, {
    async locate(asked) {
      if (round.length === 0) rounds.push(round);
      round.push(asked);
      await new Promise(done => setImmediate(done));
      round = [];
      return packages[asked];
    },
  });
  expect(rounds).toEqual([["a"], ["b", "c"]]);
});

test("aliases are announced as far as their packages are needed", async () => {
  const packages = { ...OLD, old: { ...OLD.a, hops: ["older", "a"] } };
  const resolved = await openCatalog(packages).resolve({ old: "" }, EMPTY_LOCK);
  expect([...resolved.aliases]).toEqual([["old", "a"]]);
  const rest = await openCatalog(packages).resolve({ b: "" }, lockOf(resolved));
  expect([...rest.aliases]).toEqual([]);
});

test("what comes from npm's registry finds its dependencies there", async () => {
  const npm = { "npm:a": { ...OLD.a, catalog: "npm" }, "npm:b": { ...OLD.b, catalog: "npm" } };
  const { log, resolve } = openCatalog({ ...NEW, ...npm });
  const resolved = await resolve({ "npm:a": "" }, EMPTY_LOCK);
  expect([log, [...resolved.selections.values()].map(({ name, catalog }) => `${catalog} ${name}`)]).toEqual([
    ["npm:a", "npm:b"],
    ["npm a", "npm b"],
  ]);
});

describe("refused", () => {
  const packages = { ...NEW, "npm:b": { ...NEW.b, catalog: "npm" } };

  test("one name from two catalogs", async () => {
    await expect(openCatalog(packages).resolve({ a: "", "npm:b": "" }, EMPTY_LOCK)).rejects.toMatchObject({
      code: "CONFLICT",
      message: expect.stringMatching(/^b is asked for from (npm|test) and, as (npm:)?b, from (npm|test)$/),
    });
  });

  test.each([
    [{ nothing: "" }, "NOT_FOUND", "there is no package nothing"],
    [{ a: "", b: "^3.0.0" }, "CONFLICT", "the application asks for b ^3.0.0"],
  ])("%j", async (requests, code, message) => {
    await expect(
      openCatalog(NEW).resolve(requests as Record<string, string>, EMPTY_LOCK),
    ).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
  });
});

test("optional packages are left out when they can't be had, and followed into packages on demand", async () => {
  const d = aLocated("d", { "1.0.0": { optionalDependencies: { b: "^1.0.0", nothing: "*" } } });
  const run = (withOptional: boolean) =>
    openCatalog({ ...NEW, d }).resolve({ d: "", "?none": "" }, EMPTY_LOCK, { withOptional });
  const [without, all] = [await run(false), await run(true)];
  expect([listVersions(without), listVersions(all)]).toEqual([["d 1.0.0"], ["b 1.1.0", "d 1.0.0"]]);
  expect(without.leftOut).toMatchObject([{ name: "none", by: "the application" }]);
  expect(all.leftOut).toMatchObject([{ name: "none" }, { name: "nothing", by: "d 1.0.0" }]);
});

test("an optional package that is nowhere is looked for once, and again when somebody wants it", async () => {
  const { log, resolve } = openCatalog(OLD);
  const requests = [...listRequests({ a: "*" }), { name: "none", expression: "*", isOptional: true }];
  const first = await resolve({}, EMPTY_LOCK, { requests });
  expect([...first.absent]).toEqual(["none"]);
  log.length = 0;
  const lock = lockOf(first);
  await resolve({}, lock, { requests });
  expect(log).toEqual([]);
  await expect(resolve({ a: "*", none: "*" }, lock)).rejects.toMatchObject({ code: "NOT_FOUND" });
  expect(log).toContain("none");
});

test("another catalog's package never takes the place of one that is locked", async () => {
  const { resolve } = openCatalog({ ...OLD, "npm:b": aLocated("b", { "9.0.0": {} }, { catalog: "npm" }) });
  const lock = lockOf(await resolve({ a: "*" }, EMPTY_LOCK));
  await expect(resolve({ a: "*", "npm:b": "*" }, lock)).rejects.toMatchObject({
    code: "CONFLICT",
    message: expect.stringMatching(/b is asked for from/),
  });
});

test("what npm's prefix led to is not what the bare name means", async () => {
  const npm = aLocated("b", { "9.0.0": {} }, { catalog: "npm" });
  const { resolve } = openCatalog({ "npm:b": npm, a: aLocated("a", { "1.0.0": {} }) });
  const lock = lockOf(await resolve({ "npm:b": "*" }, EMPTY_LOCK));
  await expect(resolve({ "npm:b": "*", b: "*" }, lock)).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("a bare name that the settings led to a registry is kept with it", async () => {
  const { log, resolve } = openCatalog({ b: aLocated("b", { "9.0.0": {} }, { catalog: "npm" }) });
  const lock = lockOf(await resolve({ b: "*" }, EMPTY_LOCK));
  log.length = 0;
  expect(listVersions(await resolve({ b: "*" }, lock))).toEqual(["b 9.0.0"]);
  expect(log).toEqual([]);
});

test("a chain without end is cut off", async () => {
  let asked = 0;
  const endless = resolveRequests({
    requests: listRequests({ p0: "*" }),
    async locate(name) {
      asked += 1;
      return aLocated(name, { "1.0.0": { dependencies: { [`p${asked}`]: "*" } } });
    },
    lock: EMPTY_LOCK,
    refreshed: new Set(),
    personal: () => [],
    withOptional: false,
  });
  await expect(endless).rejects.toMatchObject({
    code: "CONFLICT",
    message: expect.stringMatching(/more than 1000 packages/),
  });
});

test("an alias that became a package of its own is not one any more", async () => {
  const bar = aLocated("bar", { "1.0.0": {} });
  const before = openCatalog({ bar, foo: { ...bar, hops: ["bar"] } });
  const lock = lockOf(await before.resolve({ foo: "*" }, EMPTY_LOCK));
  const { resolve } = openCatalog({ bar, foo: aLocated("foo", { "2.0.0": {} }) });
  const updated = await resolve({ foo: "*", bar: "*" }, lock, { refreshed: "all" });
  expect([listVersions(updated).sort(), [...updated.aliases]]).toEqual([["bar 1.0.0", "foo 2.0.0"], []]);
});

test("what is too young is left out, save what the lock file has, also when it plays no part", async () => {
  const young = { published: "2026-11-20T12:00:00Z" };
  const { resolve } = openCatalog({ b: aLocated("b", { "2.0.0": young, "1.1.0": young, "1.0.0": {} }) });
  const leastAge = { age: 7 * DAY, now: NOON.getTime() };
  expect(listVersions(await resolve({ b: "*" }, EMPTY_LOCK, { leastAge }))).toEqual(["b 1.0.0"]);
  const lock = lockOf(await resolve({ b: "~1.1" }, EMPTY_LOCK));
  for (const refreshed of [new Set<string>(), new Set(["b"]), "all"] as const)
    expect(listVersions(await resolve({ b: "*" }, lock, { leastAge, refreshed }))).toEqual(["b 1.1.0"]);
});
