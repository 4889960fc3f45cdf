import { execFileSync } from "node:child_process";
import {
  closeSync,
  linkSync,
  mkdirSync,
  openSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { makeFolder } from "../../test/repository.ts";
import { measureFolders, measureNameless, visitFolder } from "./footprint.ts";
import { readTask } from "./tasks.ts";

const MIB = Buffer.alloc(1024 ** 2, 1);

test("a file counts once, a link nothing, and a hole nothing", async () => {
  const folder = makeFolder();
  const empty = await measureFolders([folder]);
  mkdirSync(join(folder, "a"));
  writeFileSync(join(folder, "a/file"), MIB);
  linkSync(join(folder, "a/file"), join(folder, "again"));
  symlinkSync("/", join(folder, "link"));
  const descriptor = openSync(join(folder, "hole"), "w");
  writeSync(descriptor, "x", 2 ** 30);
  closeSync(descriptor);
  const added = (await measureFolders([folder, folder])) - empty;
  expect(added).toBeGreaterThanOrEqual(1024 ** 2);
  expect(added).toBeLessThan(1.1 * 1024 ** 2);
});

test("what is not there takes nothing", async () => {
  expect(await measureFolders([join(makeFolder(), "none")])).toBe(0);
});

test("a folder is visited before what lies in it", async () => {
  const folder = makeFolder();
  mkdirSync(join(folder, "a/b"), { recursive: true });
  const paths: string[] = [];
  await visitFolder(folder, async path => void paths.push(path));
  expect(paths).toEqual([folder, join(folder, "a"), join(folder, "a/b")]);
});

test.skipIf(process.platform !== "linux")(
  "an open file without a name counts (skipped without /proc)",
  () => {
    const file = join(makeFolder(), "file");
    const own = [readTask(process.pid)!];
    const before = measureNameless(own);
    const descriptor = openSync(file, "w");
    onTestFinished(() => closeSync(descriptor));
    writeSync(descriptor, MIB);
    expect(measureNameless(own)).toBe(before);
    rmSync(file);
    expect(measureNameless(own) - before).toBeGreaterThanOrEqual(1024 ** 2);
  },
);

test("a file without content counts too, and what no path leads to more than there is", async () => {
  const folder = makeFolder();
  const empty = await measureFolders([folder]);
  for (let at = 0; at < 256; at += 1) writeFileSync(join(folder, String(at)), "");
  expect((await measureFolders([folder])) - empty).toBeGreaterThanOrEqual(1024 ** 2);
  execFileSync("perl", ["-e", 'chdir shift; mkdir "d" x 200 and chdir "d" x 200 or die for 1 .. 25', folder]);
  expect(await measureFolders([folder])).toBeGreaterThan(1024 ** 5);
});
