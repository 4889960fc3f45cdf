import { chmodSync, mkdirSync, realpathSync, symlinkSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { makeFolder, makeRepository, writeFiles } from "../../test/repository.ts";
import { readDraftSources, readManifestFile } from "./draft-sources.ts";

test("a folder tells its name, package.json, README, remote and person", () => {
  const { root, git } = makeRepository();
  git("config", "user.email", "git@example.org");
  git("config", "user.name", "Of Git");
  git("remote", "add", "origin", "git@github.com:less/less.js.git");
  writeFiles(root, { "package.json": '\ufeff{ name: "less", }', "Readme.md": "# less" });
  expect(readDraftSources(root, makeFolder())).toEqual({
    folder: basename(root),
    package: { name: "less" },
    remote: "git@github.com:less/less.js.git",
    readme: "# less",
    person: { name: "Of Git", email: "git@example.org" },
  });
});

test("a folder below the top of a work tree has no remote of its own, and an empty one has nothing", () => {
  const { root, git } = makeRepository();
  git("remote", "add", "origin", "less/less.js");
  mkdirSync(join(root, "below"));
  expect(readDraftSources(join(root, "below"), makeFolder())).toMatchObject({ folder: "below" });
  expect(readDraftSources(join(root, "below"), makeFolder())).not.toHaveProperty("remote");
  expect(Object.keys(readDraftSources(makeFolder(), makeFolder()))).toEqual(["folder", "person"]);
});

test("a README is read to a bound, and no further than it is one", () => {
  const root = makeFolder();
  writeFiles(root, { README: "x".repeat(100_000) });
  expect(readDraftSources(root, makeFolder()).readme).toHaveLength(16_384);
  writeFiles(root, { README: "x".repeat(1_100_000) });
  expect(readDraftSources(root, makeFolder())).not.toHaveProperty("readme");
});

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
