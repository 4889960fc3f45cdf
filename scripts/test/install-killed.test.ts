import { spawn } from "node:child_process";
import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { expectEach, listLeftovers, PAK, readTree } from "./hardship.ts";
import { awaitEnd, startPak } from "./pak.ts";
import { makeFolder, writeFiles } from "./repository.ts";
import { startUpstream } from "./upstream.ts";

const FAULT = join(import.meta.dirname, "fault.ts");

/** How many of the points are tried here; PAK_FAULTS=all tries each. */
const MOST = process.env.PAK_FAULTS === "all" ? Number.POSITIVE_INFINITY : 8;

const own = (fields: object) => JSON.stringify(fields);

/** Versions that change everything an installation touches; the second drops a file, an export and a dependency. */
const PACKAGES = {
  alpha: {
    versions: {
      "2.0.0": {
        files: {
          "dist/kept.js": "two",
          "deep/a/new.js": "new",
          "config.json": own({ "+list": ["two"] }),
          "pak.json": own({
            blend: { "+x-list": ["two"] },
            export: ["dist/**"],
          }),
        },
      },
      "1.0.0": {
        files: {
          "dist/kept.js": "one",
          "dist/sub/gone.js": "gone",
          "config.json": own({ "+list": ["one"] }),
          "pak.json": own({ blend: { "+x-list": ["one"] }, export: "dist/**" }),
        },
      },
    },
    override: {
      "@npm/alpha": {
        "<2.0.0": { dependencies: { beta: "*" }, manage: ["config.json"] },
        "*": { "+export": [{ from: "deep/**", to: "${TOP}/public" }], manage: ["config.json"] },
      },
    },
  },
  beta: { versions: { "1.0.0": {} } },
};

/** Every point, or as many of them spread evenly from the first to the last. */
function pickPoints(calls: number): number[] {
  const count = Math.min(calls, MOST);
  return Array.from(
    { length: count },
    (_, at) => 1 + Math.round((at * (calls - 1)) / Math.max(1, count - 1)),
  );
}

/** Files that somebody works on: there is always one, the old or the new. */
const PRECIOUS = ["pak.json", "pak-lock.json", "config.json"];

test.each([
  ["the first time", "install", []],
  ["another version", "alpha@2.0.0", ["alpha@1.0.0"]],
  ["an older version", "alpha@1.0.0", ["alpha@2.0.0"]],
])(
  "%s, killed at any write: every file is the old or the new one, and the next run finishes",
  async (_what, word, earlier) => {
    const upstream = await startUpstream(PACKAGES);
    const { environment } = upstream;
    const home = environment.PAK_HOME!;
    // All copies of the home seal alike.
    writeFiles(home, { "seal.key": "k".repeat(32) });
    const app = makeFolder();
    writeFiles(app, {
      "pak.json": own({
        name: "app",
        version: "1.0.0",
        import: true,
        dependencies: { alpha: "*" },
        "x-list": ["mine"],
      }),
      "config.json": own({ list: ["mine"] }),
    });
    if (earlier.length > 0)
      expect(await startPak(app, ["install", ...earlier], environment)).toMatchObject({ status: 0 });
    const words = word === "install" ? ["install"] : ["install", word];

    /** Runs it on copies; dies before its Nth change of the disk, or lives for 0. */
    const attempt = async (at: number) => {
      const [root, ownHome] = [makeFolder(), makeFolder()];
      cpSync(app, root, { recursive: true });
      cpSync(home, ownHome, { recursive: true });
      const own = { ...environment, PAK_HOME: ownHome };
      const child = spawn(process.execPath, ["--import", FAULT, PAK, ...words], {
        cwd: root,
        env: { ...own, PAK_FAULT_AT: String(at) },
      });
      const { stderr } = await awaitEnd(child);
      const calls = Number(/fault calls: (\d+)/.exec(stderr)?.[1] ?? Number.NaN);
      return { root, own, calls, signal: child.signalCode };
    };

    const before = readTree(app);
    const { calls, root: whole } = await attempt(0);
    const after = readTree(whole);
    expect(after["public/deep/a/new.js"] ?? after["lib/alpha/dist/sub/gone.js"]).toBeDefined();
    expect(calls).toBeGreaterThan(40);

    const tryPoint = async ([at]: readonly [number]) => {
      const { root, own, signal } = await attempt(at);
      expect(signal).toBe("SIGKILL");
      const killed = Object.entries(readTree(root)).filter(([path]) => !/^paks\/\.(?!installed)/.test(path));
      for (const [path, text] of killed)
        if (text !== "folder") expect([before[path], after[path]], path).toContain(text);
      const there = new Set(killed.map(([path]) => path));
      expect(PRECIOUS.filter(path => before[path] !== undefined && !there.has(path))).toEqual([]);
      expect(await startPak(root, ["install"], own)).toMatchObject({ status: 0, stderr: "" });
      const wasDone = JSON.stringify(readTree(root)["pak.json"]) !== JSON.stringify(before["pak.json"]);
      expect(readTree(root)).toEqual(wasDone || word === "install" ? after : before);
      expect(listLeftovers(root)).toEqual([]);
      if (word !== "install") {
        expect(await startPak(root, words, own)).toMatchObject({ status: 0, stderr: "" });
        expect(readTree(root)).toEqual(after);
      }
      // The lock of a package stays until that is fetched again.
      const left = listLeftovers(join(own.PAK_HOME, "paks")).filter(path => !path.startsWith(".locks/"));
      expect(left).toEqual([]);
      for (const folder of [root, own.PAK_HOME]) rmSync(folder, { recursive: true });
    };
    await expectEach(
      pickPoints(calls).map(at => [at] as const),
      tryPoint,
    );
  },
  MOST === Number.POSITIVE_INFINITY ? 3_600_000 : 240_000,
);
