import { execFileSync } from "node:child_process";
import { chmodSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import { addOwnFiles, keepOwnFiles, listOutput } from "./list-output.ts";

test("patterns choose; links to files beside stand for them, others are refused when they are chosen", () => {
  const folder = makeFolder();
  writeFiles(folder, { "lib/x.so.1": "so", "lib/x.a": "a", "bin/run": "run" });
  chmodSync(join(folder, "bin/run"), 0o755);
  symlinkSync("x.so.1", join(folder, "lib/x.so"));
  symlinkSync("../lib", join(folder, "bin/lib"));
  symlinkSync("/etc/passwd", join(folder, "bin/out"));
  symlinkSync("nowhere", join(folder, "bin/broken"));
  const list = (...patterns: string[]) => listOutput(folder, patterns);
  expect(
    list("lib/**", "bin/run")
      .map(({ path, size, isExecutable }) => [path, size, isExecutable])
      .sort(),
  ).toEqual([
    ["bin/run", 3, true],
    ["lib/x.a", 1, false],
    ["lib/x.so", 2, false],
    ["lib/x.so.1", 2, false],
  ]);
  expect(readFileSync(list("lib/x.so")[0]!.file, "utf8")).toBe("so");
  for (const link of ["lib", "out", "broken"])
    expect(() => list(`bin/${link}`), link).toThrow(expect.objectContaining({ code: "ARCHIVE_LINK" }));
  execFileSync("mkfifo", [join(folder, "pipe")]);
  expect(() => list()).toThrow(expect.objectContaining({ code: expect.stringMatching(/^ARCHIVE_/) }));
  expect(listOutput(join(folder, "none"), [])).toEqual([]);
});

test("what a source says of itself is added where the output says nothing", () => {
  const [source, kept, output] = [makeFolder(), join(makeFolder(), "kept"), makeFolder()];
  writeFiles(source, {
    "pak.json": "own",
    "package.json": "own",
    LICENSE: "l",
    "COPYING.LESSER": "c",
    "licensed.ts": "",
    "docs/LICENSE": "",
  });
  symlinkSync("/etc/passwd", join(source, "NOTICE"));
  keepOwnFiles(source, kept);
  writeFiles(source, { LICENSE: "changed" });
  writeFiles(output, { "x.js": "x", license: "o" });
  const listed = listOutput(output, []);
  const pathsOf = (files: typeof listed) => files.map(({ path }) => path).sort();
  expect(pathsOf(addOwnFiles(listed, kept))).toEqual([
    "COPYING.LESSER",
    "license",
    "package.json",
    "pak.json",
    "x.js",
  ]);
  writeFiles(output, { "package.json": "o" });
  expect(pathsOf(addOwnFiles(listOutput(output, []), kept))).toEqual([
    "COPYING.LESSER",
    "license",
    "package.json",
    "x.js",
  ]);
  expect(readFileSync(join(kept, "LICENSE"), "utf8")).toBe("l");
});
