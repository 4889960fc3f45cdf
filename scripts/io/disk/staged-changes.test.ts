import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import { SEAL } from "../../test/seal.ts";
import { finishStages, makeChanges, type StagedChange } from "./staged-changes.ts";

const read = (root: string, path: string) => readFileSync(join(root, path), "utf8");

/** The number of a process that was. */
const GONE = spawnSync(process.execPath, ["-e", "0"]).pid;

/** A folder with the stage of a process, and what it had prepared and not yet moved. */
function makeLeft(
  changes: readonly StagedChange[],
  files: Record<string, string>,
  pid = GONE,
  close = SEAL.close,
): string {
  const root = makeFolder();
  const stage = `in/.stage-${pid}`;
  const left = Object.entries(files).map(([path, text]) => [path.replace("STAGE", stage), text]);
  writeFiles(root, {
    [`${stage}/changes.json`]: close(JSON.stringify(changes)),
    ...Object.fromEntries(left),
  });
  return root;
}

const CHANGES: StagedChange[] = [
  { path: "first", prepared: "1" },
  { path: "deep/er/second", prepared: "2" },
  { path: "gone/third" },
];

test("what was begun is brought to its end", () => {
  const root = makeLeft(CHANGES, { first: "new", "STAGE/2": "second", "gone/third": "third" });
  finishStages(root, join(root, "in"), SEAL);
  expect([read(root, "first"), read(root, "deep/er/second")]).toEqual(["new", "second"]);
  expect([readdirSync(root).sort(), readdirSync(join(root, "in"))]).toEqual([["deep", "first", "in"], []]);
});

test("a removal that was made is not made again: what lies there since is somebody's", () => {
  const root = makeLeft(CHANGES, { first: "new", "STAGE/old-2": "third", "gone/third": "since" });
  finishStages(root, join(root, "in"), SEAL);
  expect(read(root, "gone/third")).toBe("since");
});

test("what was not begun never happened", () => {
  const root = makeLeft(CHANGES, {
    ...{ first: "old", "STAGE/1": "new", "STAGE/2": "second", "gone/third": "third" },
  });
  finishStages(root, join(root, "in"), SEAL);
  expect([read(root, "first"), read(root, "gone/third")]).toEqual(["old", "third"]);
  expect([existsSync(join(root, "deep")), readdirSync(join(root, "in"))]).toEqual([false, []]);
});

test("a living process keeps its stage, and one of our own number is older than we are", () => {
  const living = makeLeft(CHANGES, { "STAGE/2": "second" }, process.ppid);
  finishStages(living, join(living, "in"), SEAL);
  expect(readdirSync(join(living, "in"))).toEqual([`.stage-${process.ppid}`]);
  const ours = makeLeft(CHANGES, { "STAGE/2": "second" }, process.pid);
  finishStages(ours, join(ours, "in"), SEAL);
  expect(read(ours, "deep/er/second")).toBe("second");
});

test("a journal that came with somebody's files changes nothing", () => {
  const root = makeLeft(CHANGES, { "STAGE/2": "second", "gone/third": "third" }, undefined, text => text);
  finishStages(root, join(root, "in"), SEAL);
  expect([read(root, "gone/third"), existsSync(join(root, "deep"))]).toEqual(["third", false]);
  expect(readdirSync(join(root, "in"))).toEqual([]);
});

test("nothing is finished through a link", () => {
  const [root, outside] = [makeLeft(CHANGES, { "STAGE/2": "second" }), makeFolder()];
  symlinkSync(outside, join(root, "deep"));
  expect(() => finishStages(root, join(root, "in"), SEAL)).toThrow(/no folder of its own/);
  expect(readdirSync(outside)).toEqual([]);
});

test("a file is replaced without a moment in which there is none, and comes back when a later change fails", () => {
  const root = makeFolder();
  writeFiles(root, { first: "old", "s/1": "new" });
  const failing = [CHANGES[0]!, { path: "second", prepared: "never prepared" }];
  expect(() => makeChanges(root, join(root, "s"), SEAL, failing)).toThrow(/could not be written/);
  expect([read(root, "first"), read(root, "s/1")]).toEqual(["old", "new"]);
});

test("a folder takes the place of a file, and a file that of a folder", () => {
  const root = makeFolder();
  writeFiles(root, { "s/1/x": "in a folder", a: "a", "s/2": "a file", "b/x": "b" });
  const swaps = ["a", "b"].map((path, at) => ({ path, prepared: String(at + 1) }));
  makeChanges(root, join(root, "s"), SEAL, swaps);
  expect([read(root, "a/x"), read(root, "b")]).toEqual(["in a folder", "a file"]);
});
