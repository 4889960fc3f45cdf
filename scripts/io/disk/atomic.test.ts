import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { PakError } from "../../errors.ts";
import { makeFolder } from "../../test/repository.ts";
import { attemptWrite, readLink, switchLink, syncFileSystem, writeAtomically } from "./atomic.ts";

test("a file is written with its folders and mode, and nothing is left beside it", () => {
  const folder = makeFolder();
  const file = join(folder, "deep/er/file.json");
  writeAtomically(file, "old");
  writeAtomically(file, new Uint8Array([110, 101, 119]), 0o600);
  expect(readFileSync(file, "utf8")).toBe("new");
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(join(folder, "deep/er"))).toEqual(["file.json"]);
});

test("a refused write is an error with a way out, and the old state stays", () => {
  const folder = makeFolder();
  mkdirSync(join(folder, "taken/inside"), { recursive: true });
  expect(() => writeAtomically(join(folder, "taken"), "x")).toThrow(PakError);
  expect(existsSync(join(folder, "taken/inside"))).toBe(true);
  expect(readdirSync(folder)).toEqual(["taken"]);
});

test("a file where a folder should be is an error with a way out, of a file and of a link", () => {
  const folder = makeFolder();
  writeFileSync(join(folder, "file"), "old");
  expect(() => writeAtomically(join(folder, "file/inside"), "x")).toThrow(PakError);
  expect(() => switchLink(join(folder, "file/link"), "x")).toThrow(PakError);
  expect(readFileSync(join(folder, "file"), "utf8")).toBe("old");
});

test("a link is switched in one step, whatever it pointed at", () => {
  const folder = makeFolder();
  mkdirSync(join(folder, "one"));
  mkdirSync(join(folder, "two"));
  writeFileSync(join(folder, "two/file"), "2");
  switchLink(join(folder, "current"), "one");
  switchLink(join(folder, "current"), "two");
  expect(readLink(join(folder, "current"))).toBe("two");
  expect(readFileSync(join(folder, "current/file"), "utf8")).toBe("2");
  expect(readLink(join(folder, "none"))).toBeUndefined();
  expect(readLink(join(folder, "one"))).toBeUndefined();
});

test("the file system can be asked to keep everything", () => {
  expect(() => syncFileSystem(makeFolder())).not.toThrow();
});

test("only what the disk refuses is an error of writing", () => {
  const folder = makeFolder();
  expect(attemptWrite("x", () => 1)).toBe(1);
  const failing = (work: () => unknown) => () => attemptWrite("x", work);
  expect(failing(() => mkdirSync(folder))).toThrow(expect.objectContaining({ code: "WRITE" }));
  const kept = [new PakError("LOCK", "mine"), new TypeError("a mistake")];
  for (const error of kept)
    expect(
      failing(() => {
        throw error;
      }),
    ).toThrow(error);
});
