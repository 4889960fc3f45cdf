import { rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import { SEAL } from "../../test/seal.ts";
import {
  INSTALLED_FILE,
  type InstalledPackage,
  isWhole,
  readInstalled,
  renderInstalled,
} from "./installed.ts";

const PACKAGE: InstalledPackage = {
  version: "1.0.0",
  key: "0",
  files: { "a.js": 1, "deep/b.js": 2 },
  exports: { "lib/a.js": "f" },
};

test("what is written is read again", () => {
  const paks = makeFolder();
  const installed = new Map([["a", PACKAGE]]);
  writeFiles(paks, { [INSTALLED_FILE]: renderInstalled(installed, SEAL) });
  expect(readInstalled(paks, SEAL)).toEqual(installed);
});

test.each([undefined, "", "{", "null", "[]", '{ "format": 2, "packages": { "a": {} } }', '{ "format": 1 }'])(
  "%j is as good as nothing",
  text => {
    const paks = makeFolder();
    writeFiles(paks, { [INSTALLED_FILE]: text });
    expect(readInstalled(paks, SEAL)).toEqual(new Map());
  },
);

test("a record that came with the application is not believed", () => {
  const paks = makeFolder();
  const [, own = ""] = renderInstalled(new Map([["a", PACKAGE]]), SEAL).split(/(?<=^[^\n]*\n)/);
  writeFiles(paks, { [INSTALLED_FILE]: own });
  expect(readInstalled(paks, SEAL)).toEqual(new Map());
});

describe("a package is whole", () => {
  const check = (change: (root: string) => void) => {
    const root = makeFolder();
    writeFiles(root, {
      "paks/a/a.js": "a",
      "paks/a/deep/b.js": "bb",
      "paks/a/more.js": "",
      "lib/a.js": "edited",
    });
    change(root);
    return isWhole(root, "paks/a", PACKAGE);
  };

  test("with other files beside its own, and exports that were edited", () => {
    expect(check(() => undefined)).toBe(true);
  });

  test.each<[string, (root: string) => void]>([
    ["a file of another size", root => writeFiles(root, { "paks/a/a.js": "aa" })],
    ["a file that is gone", root => writeFiles(root, { "paks/a/deep/b.js": undefined })],
    ["an export that is gone", root => writeFiles(root, { "lib/a.js": undefined })],
    ["a folder that is gone", root => rmSync(join(root, "paks"), { recursive: true })],
    [
      "a link where a file was",
      root => {
        writeFiles(root, { "paks/a/a.js": undefined });
        symlinkSync("more.js", join(root, "paks/a/a.js"));
      },
    ],
  ])("not with %s", (_, change) => {
    expect(check(change)).toBe(false);
  });
});
