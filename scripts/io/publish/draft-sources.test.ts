import { mkdirSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { makeFolder, makeRepository, writeFiles } from "../../test/repository.ts";
import { readDraftSources } from "./draft-sources.ts";

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
