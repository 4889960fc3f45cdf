import { expect, test } from "vitest";
import { INSTALLED_FILE, renderInstalled } from "../io/application/installed.ts";
import { openSeal } from "../io/disk/seal.ts";
import { EMPTY_LOCK, renderLock } from "../model/install/lock.ts";
import { writeFiles } from "../test/repository.ts";
import { aWorld } from "../test/world.ts";
import { list } from "./list.ts";

const PIN = { integrity: `sha512-${"A".repeat(86)}==` };
const A = { name: "a", version: "1.0.0", catalog: "test", endpoint: "@npm:a", pin: PIN, layers: [] };
const LOCK = renderLock({ ...EMPTY_LOCK, packages: new Map([["a", A]]) });

const run = async (world: ReturnType<typeof aWorld>, flags = {}) => ({
  exit: await list.run(world, { words: [], flags }),
  printed: world.printed,
  reported: world.reported,
});

test("a folder without packages says how to get some", async () => {
  expect(await run(aWorld())).toEqual({
    exit: 0,
    printed: [],
    reported: ["nothing is installed here: pak install NAME"],
  });
  expect((await run(aWorld(), { json: true })).printed.join("\n")).toBe(
    '{\n  "packages": [],\n  "unlocked": []\n}',
  );
});

test("what is not there as it was locked ends with 1 and the way out", async () => {
  const world = aWorld();
  writeFiles(world.root, {
    "pak.json": '{ "dependencies": { "a": "*" } }',
    "pak-lock.json": LOCK,
  });
  expect(await run(world)).toEqual({
    exit: 1,
    printed: ["a  1.0.0  test @npm:a  missing"],
    reported: ["what is missing comes with: pak install"],
  });
  const json = aWorld({ root: world.root });
  expect(JSON.parse((await run(json, { json: true })).printed.join("\n"))).toEqual({
    packages: [
      {
        name: "a",
        version: "1.0.0",
        catalog: "test",
        endpoint: "@npm:a",
        state: "missing",
        neededBy: ["pak.json"],
      },
    ],
    unlocked: [],
  });
});

test("what is there as it was locked ends with 0", async () => {
  const placed = { version: "1.0.0", key: "", files: { "a.js": 1 }, exports: {} };
  const world = aWorld();
  writeFiles(world.root, {
    "pak-lock.json": LOCK,
    [`paks/${INSTALLED_FILE}`]: renderInstalled(new Map([["a", placed]]), openSeal(world.home)),
    "paks/a/a.js": "a",
    "pak.json": '{ "dependencies": { "a": "*" } }',
  });
  expect(await run(world)).toEqual({ exit: 0, printed: ["a  1.0.0  test @npm:a"], reported: [] });
});

test("what pak.json asks for and nobody installed is told", async () => {
  const world = aWorld();
  writeFiles(world.root, {
    "pak.json": JSON.stringify({ dependencies: { a: "*", b: "*", "npm:c": "*" } }),
    "pak-lock.json": LOCK,
  });
  const { exit, reported } = await run(world);
  expect(exit).toBe(1);
  expect(reported).toContain("b is asked for and not installed");
  expect(reported).toContain("npm:c is asked for and not installed");
});
