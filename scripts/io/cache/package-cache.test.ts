import { chmodSync, existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { PakError } from "../../errors.ts";
import type { Selection } from "../../model/install/selection.ts";
import { startGitHost } from "../../test/git-host.ts";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import { type FetchSource, openSources } from "../source/sources.ts";
import { openPackageCache } from "./package-cache.ts";

const PIN = { integrity: `sha512-${"A".repeat(86)}==` };
const SELECTION: Selection = {
  name: "a",
  version: "1.0.0",
  catalog: "test",
  endpoint: "@npm:a",
  pin: PIN,
  layers: [{ name: "entry", change: { name: "a" } }],
};

/** A cache whose sources are one file each; `fetched` counts them. */
function openCache(root = makeFolder()) {
  const state = { fetched: 0, text: "a", failure: undefined as unknown };
  const fetchSource: FetchSource = async ({ pin }, folder) => {
    state.fetched += 1;
    await new Promise(done => setTimeout(done, 5));
    writeFiles(folder, { "a.js": state.text, "deep/b.js": "b" });
    if (state.failure !== undefined) throw state.failure;
    return { pin, patched: [] };
  };
  return { root, state, cache: openPackageCache(root, fetchSource) };
}

const textOf = ({ folder }: { folder: string }) => readFileSync(join(folder, "a.js"), "utf8");

test("a package is fetched once, and found by whoever opens the folder afterwards", async () => {
  const { root, state, cache } = openCache();
  expect(cache.find(SELECTION)).toBeUndefined();
  expect(existsSync(join(root, "a"))).toBe(false);
  const cached = await cache.ensure(SELECTION);
  expect(cached.folder).toBe(join(root, "a/@npm/1.0.0"));
  expect(await cache.ensure(SELECTION)).toEqual(cached);
  expect(openCache(root).cache.find(SELECTION)).toEqual(cached);
  expect(state.fetched).toBe(1);
});

test("two who ask at once get one package that was fetched once", async () => {
  const { root, state, cache } = openCache();
  const other = openPackageCache(root, () => Promise.reject(new Error("fetched twice")));
  const [one, two] = await Promise.all([cache.ensure(SELECTION), other.ensure(SELECTION)]);
  expect([two, state.fetched]).toEqual([one, 1]);
});

describe("a package is built anew", () => {
  test.each<[string, Partial<Selection>]>([
    ["of another source", { pin: { integrity: `sha512-${"B".repeat(86)}==` } }],
    ["with other layers", { layers: [{ name: "entry", change: { name: "a", title: "T" } }] }],
  ])("%s", async (_, fields) => {
    const { state, cache } = openCache();
    await cache.ensure(SELECTION);
    state.text = "other";
    expect(textOf(await cache.ensure({ ...SELECTION, ...fields }))).toBe("other");
    expect(cache.find(SELECTION)).toBeUndefined();
  });

  test("when it was found corrupt, or its manifest was changed", async () => {
    const { state, cache } = openCache();
    const { folder } = await cache.ensure(SELECTION);
    writeFiles(folder, { "a.js": "spoilt", "left/over.js": "" });
    await cache.ensure(SELECTION);
    expect(state.fetched).toBe(1);
    expect(textOf(await cache.ensure(SELECTION, { isRenewed: true }))).toBe("a");
    expect([state.fetched, existsSync(join(folder, "left"))]).toEqual([2, false]);
    writeFiles(folder, { "pak.json": "{}" });
    expect((await cache.ensure(SELECTION)).manifest).toMatchObject({ name: "a" });
    expect(state.fetched).toBe(3);
  });
});

describe("a fetch that fails", () => {
  test("leaves nothing behind", async () => {
    const { root, state, cache } = openCache();
    state.failure = new PakError("NETWORK", "gone");
    await expect(cache.ensure(SELECTION)).rejects.toBe(state.failure);
    const left = readdirSync(root, { recursive: true, withFileTypes: true }).filter(item => item.isFile());
    expect([left, readdirSync(join(root, ".scratch")), existsSync(join(root, "a"))]).toEqual([[], [], false]);
    state.failure = undefined;
    expect(textOf(await cache.ensure(SELECTION))).toBe("a");
  });

  test("leaves what was there", async () => {
    const { state, cache } = openCache();
    const cached = await cache.ensure(SELECTION);
    state.failure = new PakError("NETWORK", "gone");
    state.text = "half";
    await expect(cache.ensure(SELECTION, { isRenewed: true })).rejects.toBe(state.failure);
    expect(textOf(cache.find(SELECTION)!)).toBe(textOf(cached));
  });

  test("for the disk is told as that, and what is no such failure as it is", async () => {
    const { state, cache } = openCache();
    state.failure = Object.assign(new Error("full"), { code: "ENOSPC", syscall: "write" });
    await expect(cache.ensure(SELECTION)).rejects.toMatchObject({
      code: "WRITE",
      message: expect.stringMatching(/disk is full/),
    });
    state.failure = new TypeError("a bug");
    await expect(cache.ensure(SELECTION)).rejects.toBe(state.failure);
  });

  test.runIf(process.getuid?.() !== 0)("for want of permission too", async () => {
    const root = makeFolder();
    chmodSync(root, 0o500);
    await expect(openCache(root).cache.ensure(SELECTION)).rejects.toMatchObject({ code: "WRITE" });
    chmodSync(root, 0o700);
  });
});

test("a git repository's package lies below its owner, keeps its modes and comes with the digest of its files", async () => {
  const host = await startGitHost();
  host.repository.commit({ "run.sh": "#!/bin/sh\n", "a.c": "int a;\n" });
  host.repository.git("update-index", "--chmod=+x", "run.sh");
  host.repository.git("commit", "--quiet", "--message=Run");
  const pin = host.release("v1.0.0");
  const fetchSource = openSources({ ...host, fetch, environment: {}, cwd: makeFolder() });
  const root = makeFolder();
  const cached = await openPackageCache(root, fetchSource).ensure({
    ...SELECTION,
    endpoint: host.endpoint,
    pin,
  });
  expect(cached).toMatchObject({
    folder: join(root, "a/acme/1.0.0"),
    pin: { ...pin, tree: expect.stringMatching(/^h1:/) },
    manifest: { origin: "acme/foo" },
  });
  expect(cached.files.map(({ path, isExecutable }) => [path, isExecutable])).toEqual([
    ["a.c", false],
    ["run.sh", true],
    ["pak.json", false],
  ]);
  expect(statSync(join(cached.folder, "run.sh")).mode & 0o111).not.toBe(0);
});
