import { rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { anEntry, aRelease, catalogFiles, settingsFile } from "../../test/catalog.ts";
import { makeFolder, makeRepository, type Repository, writeFiles } from "../../test/repository.ts";
import { openRulebook, signCatalog } from "../../test/world.ts";
import { readChangedPackages } from "./changed-packages.ts";
import { readState } from "./state.ts";

const JQUERY = { entry: anEntry({ name: "jquery" }), releases: [aRelease("3.7.1")] };
const LESS = { entry: anEntry({ name: "less" }) };

/** A published catalog in which `j` leads over `jq` to jquery. */
async function makePublished() {
  const repository = makeRepository();
  const aliases = [
    { entry: anEntry({ name: "jq", endpoint: "@jquery" }) },
    { entry: anEntry({ name: "j", endpoint: "@jq" }) },
  ];
  repository.commit({
    ...settingsFile(),
    ".gitignore": ".pak/\n",
    ...catalogFiles(JQUERY, LESS, ...aliases),
  });
  const { folder } = await signCatalog(repository.root);
  return { repository, folder };
}

async function readNow(
  { repository, folder }: { repository: Repository; folder: string },
  names: readonly string[],
  commit?: string,
) {
  return readChangedPackages({
    root: repository.root,
    rulebook: await openRulebook(repository.root),
    published: folder,
    state: readState(join(folder, ".."))!,
    names,
    ...(commit === undefined ? {} : { commit }),
  });
}

test("a file behind a link is a finding, and so is one in a folder behind a link", async () => {
  const published = await makePublished();
  const { root } = published.repository;
  const elsewhere = makeFolder();
  writeFiles(elsewhere, catalogFiles(LESS));
  rmSync(join(root, "catalog/le/less.json"));
  symlinkSync(join(elsewhere, "catalog/le/less.json"), join(root, "catalog/le/less.json"));
  expect((await readNow(published, ["less"])).findings.map(found => found.code)).toEqual(["TREE_SYMLINK"]);
  rmSync(join(root, "catalog/le"), { recursive: true });
  symlinkSync(join(elsewhere, "catalog/le"), join(root, "catalog/le"));
  expect((await readNow(published, ["less"])).findings.map(found => found.code)).toEqual(["TREE_SYMLINK"]);
});

test("a package is given as it was published and as it is", async () => {
  const published = await makePublished();
  const less = { ...LESS.entry, description: "Another" };
  writeFiles(published.repository.root, catalogFiles({ entry: less }, { entry: anEntry({ name: "new" }) }));
  const { findings, changes } = await readNow(published, ["new", "less", "nothing"]);
  expect(findings).toEqual([]);
  expect(
    changes.map(({ name, before, after }) => [name, before?.entry.description, after?.entry.description]),
  ).toEqual([
    ["less", "About less", "Another"],
    ["new", undefined, "About new"],
    ["nothing", undefined, undefined],
  ]);
});

test("the aliases that lead to a changed name come along, over every hop", async () => {
  const published = await makePublished();
  writeFiles(
    published.repository.root,
    catalogFiles({ entry: anEntry({ name: "jquery", endpoint: "@less" }) }),
  );
  const { changes, aliases } = await readNow(published, ["jquery"]);
  expect(
    changes.map(({ name, before, after }) => [name, before?.alias?.resolved, after?.alias?.hops]),
  ).toEqual([
    ["j", "jquery", ["jq", "jquery", "less"]],
    ["jq", "jquery", ["jquery", "less"]],
    ["jquery", undefined, ["less"]],
  ]);
  expect(aliases.get("jquery")).toBe("less");
});

test("a deletion and a retraction are refused for the aliases they break", async () => {
  const published = await makePublished();
  const { root } = published.repository;
  const codesNow = async () => {
    const { findings, retracted } = await readNow(published, ["jquery"]);
    return { codes: findings.map(({ code, file }) => [code, file]), retracted: [...retracted] };
  };
  writeFiles(root, { "catalog/jq/jquery.json": undefined, "catalog/releases/jq/jquery.json": undefined });
  expect(await codesNow()).toEqual({
    codes: [
      ["ALIAS_TARGET_MISSING", "catalog/j/j.json"],
      ["ALIAS_TARGET_MISSING", "catalog/jq/jq.json"],
    ],
    retracted: [],
  });
  const retracted = { date: "2026-11-01", reason: "gone" };
  writeFiles(root, catalogFiles({ ...JQUERY, entry: { ...JQUERY.entry, retracted } }));
  expect(await codesNow()).toEqual({
    codes: [
      ["ALIAS_RETRACTED", "catalog/j/j.json"],
      ["ALIAS_RETRACTED", "catalog/jq/jq.json"],
    ],
    retracted: ["jquery"],
  });
});

test("a commit is read from git, whatever lies in the work tree", async () => {
  const published = await makePublished();
  const commit = published.repository.git("rev-parse", "HEAD");
  writeFiles(published.repository.root, { "catalog/le/less.json": "{" });
  expect((await readNow(published, ["less"])).findings).not.toEqual([]);
  const { findings, changes } = await readNow(published, ["less"], commit);
  expect(findings).toEqual([]);
  expect(changes[0]?.after?.entry).toEqual(LESS.entry);
});
