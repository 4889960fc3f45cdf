import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { canMount, expectRefused, listLeftovers, readTree, startConfined } from "./hardship.ts";
import { startPak } from "./pak.ts";
import { makeFolder, writeFiles } from "./repository.ts";
import { startUpstream, type Upstream } from "./upstream.ts";

/** Bytes that don't compress, as text. */
const BIG = randomBytes(600_000).toString("hex");

const startPackages = () =>
  startUpstream({
    alpha: { versions: { "1.0.0": {} } },
    big: { versions: { "1.0.0": { files: { "dist/big.js": BIG } } } },
  });

/** An application that has alpha, and what lies in it. */
async function makeApplication(upstream: Upstream): Promise<{ app: string; before: Record<string, string> }> {
  const app = makeFolder();
  expect(await startPak(app, ["install", "alpha"], upstream.environment)).toMatchObject({ status: 0 });
  return { app, before: readTree(app) };
}

const isTarball = (line: string) => line.endsWith(".tgz");

describe("many at once", () => {
  test("in twenty applications: the package is fetched once", async () => {
    const upstream = await startPackages();
    const apps = Array.from({ length: 20 }, makeFolder);
    const runs = await Promise.all(
      apps.map(app => startPak(app, ["install", "alpha"], upstream.environment)),
    );
    for (const ran of runs) expect(ran).toMatchObject({ status: 0, stderr: "" });
    expect(upstream.registry.log.filter(isTarball)).toEqual(["alpha/-/alpha-1.0.0.tgz"]);
    const withoutName = (app: string) => ({ ...readTree(app), "pak.json": "" });
    for (const app of apps) expect(withoutName(app)).toEqual(withoutName(apps[0]!));
    expect([...apps, upstream.cache].flatMap(listLeftovers)).toEqual([]);
  });

  test("in one application: each has its turn", async () => {
    const upstream = await startPackages();
    const app = makeFolder();
    const words = (at: number) => ["install", at % 2 === 0 ? "alpha" : "big"];
    const runs = await Promise.all(
      Array.from({ length: 20 }, (_, at) => startPak(app, words(at), upstream.environment)),
    );
    for (const { status, stderr } of runs)
      expect([status, stderr]).toEqual([0, expect.stringMatching(/^(?:waiting for another run.*\n)?$/)]);
    expect(upstream.registry.log.filter(isTarball)).toHaveLength(2);
    const { dependencies } = JSON.parse(readFileSync(join(app, "pak.json"), "utf8"));
    expect(dependencies).toEqual({ alpha: "^1.0.0", big: "^1.0.0" });
    expect(readFileSync(join(app, "lib/big/big.js"), "utf8")).toBe(BIG);
    expect([app, upstream.cache].flatMap(listLeftovers)).toEqual([]);
    expect(await startPak(app, ["install"], upstream.environment)).toMatchObject({
      stdout: "2 packages here already\n",
    });
  });

  test("for the cache alone", async () => {
    const upstream = await startPackages();
    const runs = await Promise.all(
      Array.from({ length: 10 }, () => startPak(makeFolder(), ["cache", "big"], upstream.environment)),
    );
    for (const ran of runs) expect(ran).toMatchObject({ status: 0, stderr: "" });
    expect(upstream.registry.log.filter(isTarball)).toHaveLength(1);
    expect(listLeftovers(upstream.cache)).toEqual([]);
  });
});

describe.skipIf(!canMount)("a disk that refuses", () => {
  /** Lines that put a copy of a folder in its place, on a disk of its own, and lay what it came to into `out`. */
  const onDisk = (folder: string, size: string, out: string, line: string) => [
    `cp -a ${folder} ${out}/start`,
    `mount -t tmpfs -o size=${size} none ${folder}`,
    `cp -a ${out}/start/. ${folder}`,
    // A folder that was entered before is still the one below.
    `status=0; (cd "$PWD"; ${line}) || status=$?`,
    `cp -a ${folder} ${out}/end`,
    "exit $status",
  ];

  test.each(["cache", "application"])("a full one with the %s", async where => {
    const upstream = await startPackages();
    const { app, before } = await makeApplication(upstream);
    if (where === "application") await startPak(app, ["cache", "big"], upstream.environment);
    const cached = readTree(upstream.cache);
    const out = makeFolder();
    const folder = where === "cache" ? upstream.cache : app;
    const lines = onDisk(folder, "400k", out, "$PAK install big");
    const ran = await startConfined(app, lines, upstream.environment);
    expectRefused(ran, 2, "WRITE", /the disk is full|no space left/);
    expect(readTree(join(out, "end"))).toEqual(where === "cache" ? cached : before);
    expect([readTree(app), readTree(upstream.cache)]).toEqual([before, cached]);
  });

  test.each(["cache", "application"])("a read-only one with the %s", async where => {
    const upstream = await startPackages();
    const { app, before } = await makeApplication(upstream);
    const cached = readTree(upstream.cache);
    const folder = where === "cache" ? upstream.cache : app;
    const readOnly = [`mount --bind ${folder} ${folder}`, `mount -o remount,bind,ro ${folder}`, `cd ${app}`];
    const ran = await startConfined(app, [...readOnly, "$PAK install big"], upstream.environment);
    expectRefused(ran, 2, "WRITE", "read-only");
    expect(readTree(app)).toEqual(before);
    const tidied = Object.entries(readTree(upstream.cache)).filter(([path]) => path !== ".locks");
    expect(tidied).toEqual(Object.entries(cached).filter(([path]) => path !== ".locks"));
    const warm = await startConfined(app, [...readOnly, "$PAK install"], upstream.environment);
    if (where === "cache") expect(warm).toMatchObject({ status: 0, stdout: "1 package here already\n" });
    else expectRefused(warm, 2, "WRITE", "read-only");
  });
});

test.each(["lib", "paks"])("a folder %s that is a link elsewhere is not written through", async folder => {
  const upstream = await startPackages();
  const [app, outside] = [makeFolder(), makeFolder()];
  writeFiles(outside, { "alpha/alpha.js": "mine" });
  symlinkSync(outside, join(app, folder));
  const before = [readTree(app), readTree(outside)];
  const ran = await startPak(app, ["install", "alpha"], upstream.environment);
  expectRefused(ran, 2, "WRITE", `${join(app, folder)} is no folder of its own`);
  rmSync(join(app, folder === "lib" ? "paks" : "none"), { recursive: true, force: true });
  expect([readTree(app), readTree(outside)]).toEqual(before);
});

test("files of the application that are damaged change nothing", async () => {
  const upstream = await startPackages();
  const { app, before } = await makeApplication(upstream);
  const [own, lock] = ["pak.json", "pak-lock.json"].map(file => readFileSync(join(app, file), "utf8"));
  const conflict = `<<<<<<< ours\n${lock}=======\n${lock}>>>>>>> theirs\n`;
  const damages: [string, string | undefined, number, string][] = [
    ["pak.json", own!.slice(0, -20), 2, "READ"],
    ["pak.json", `<<<<<<< ours\n${own}=======\n${own}>>>>>>> theirs\n`, 2, "READ"],
    ["pak.json", "\u0000\u0001", 2, "READ"],
    ["pak.json", undefined, 2, "READ"],
    ["pak-lock.json", conflict, 2, "LOCK"],
    ["pak-lock.json", lock!.slice(0, -20), 2, "LOCK"],
    ["pak-lock.json", "", 2, "LOCK"],
    ["pak-lock.json", lock!.replace('"lockVersion": 1', '"lockVersion": 2'), 2, "LOCK"],
    ["pak-lock.json", undefined, 2, "LOCK"],
  ];
  for (const [file, text, status, code] of damages) {
    rmSync(join(app, file), { recursive: true });
    if (text === undefined) mkdirSync(join(app, file));
    else writeFiles(app, { [file]: text });
    const damaged = readTree(app);
    expectRefused(await startPak(app, ["install", "big"], upstream.environment), status, code, file);
    expect(readTree(app)).toEqual(damaged);
    rmSync(join(app, file), { recursive: true });
    writeFiles(app, { [file]: file === "pak.json" ? own : lock });
  }
  expect(readTree(app)).toEqual(before);
  expect(upstream.registry.log.filter(isTarball)).toHaveLength(1);
});
