import { chmodSync, mkdirSync, realpathSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import { readManifestFile } from "./manifest-file.ts";

test("a manifest comes with its bytes and its permissions, through a link too", () => {
  const root = makeFolder();
  writeFiles(root, { "other/pak.json": "{ name: 'less' } // a comment" });
  chmodSync(join(root, "other/pak.json"), 0o600);
  symlinkSync("other/pak.json", join(root, "pak.json"));
  expect(readManifestFile(join(root, "pak.json"))).toEqual({
    path: realpathSync(join(root, "other/pak.json")),
    text: "{ name: 'less' } // a comment",
    document: { name: "less" },
    mode: 0o600,
  });
  expect(readManifestFile(join(root, "none.json"))).toBeUndefined();
});

test.each<[string, RegExp, (file: string) => void]>([
  ["no JSON", /x\.json:1 is no JSON/, file => writeFiles(file, { "x.json": "{ name" })],
  ["empty", /x\.json:1 is no JSON/, file => writeFiles(file, { "x.json": "" })],
  ["a list", /is no object/, file => writeFiles(file, { "x.json": "[]" })],
  ["huge", /has 2000002 bytes/, file => writeFiles(file, { "x.json": `"${"x".repeat(2e6)}"` })],
  [
    "deep",
    /nested too deep/,
    file => writeFiles(file, { "x.json": `{"a":${"[".repeat(5e4)}${"]".repeat(5e4)}}` }),
  ],
  ["UTF-16", /not UTF-8/, file => writeFiles(file, { "x.json": Buffer.from("\ufeff{}", "utf16le") })],
  ["a folder", /no file/, file => mkdirSync(join(file, "x.json"))],
  ["a link to nowhere", /no file/, file => symlinkSync("nowhere", join(file, "x.json"))],
  ["a link to itself", /no file/, file => symlinkSync("x.json", join(file, "x.json"))],
  ["a device", /no file/, file => symlinkSync("/dev/zero", join(file, "x.json"))],
])("%s is an error with a way out", (_, message, write) => {
  const root = makeFolder();
  write(root);
  expect(() => readManifestFile(join(root, "x.json"))).toThrow(
    expect.objectContaining({
      code: "READ",
      message: expect.stringMatching(message),
      fix: expect.any(String),
    }),
  );
});
