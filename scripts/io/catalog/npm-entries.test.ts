import { expect, test } from "vitest";
import { anEntry, aRelease, catalogFiles } from "../../test/catalog.ts";
import { makeFolder, makeRepository, writeFiles } from "../../test/repository.ts";
import { hasNpmEntry } from "./npm-entries.ts";
import { openSource } from "./source.ts";

const git = (name: string) => ({ entry: anEntry({ name, endpoint: "https://github.com/o/r.git" }) });

test("an npm package is found in a folder and in a commit, wherever it stands", () => {
  const { root, commit } = makeRepository();
  const gits = Array.from({ length: 520 }, (_, at) => git(`x${at * 2}`));
  const before = commit(catalogFiles(...gits));
  const after = commit(catalogFiles({ entry: anEntry({ name: "zz" }) }));
  expect([before, after, undefined].map(id => hasNpmEntry(openSource(root, id)))).toEqual([
    false,
    true,
    true,
  ]);
});

test("releases and overrides are not what counts", () => {
  const root = makeFolder();
  const override = { "@npm/x": { "*": { homepage: "@npm:x" } } };
  writeFiles(root, catalogFiles({ ...git("x"), releases: [aRelease("1.0.0")], override }));
  expect(hasNpmEntry(openSource(root, undefined))).toBe(false);
});
