import { expect, test } from "vitest";
import { keyPath } from "../../model/name/paths.ts";
import { anEntry, aRelease, catalogFiles, settingsFile } from "../../test/catalog.ts";
import { makeFolder, makeRepository, writeFiles } from "../../test/repository.ts";
import { NOON, openRulebook } from "../../test/world.ts";
import { makeKey, openKey } from "../trust/signatures.ts";
import { checkAll } from "./check-all.ts";

const JQUERY = { entry: anEntry({ name: "jquery" }), releases: [aRelease("3.7.1")] };

test("what a publication needs comes along: facts by name, packages and aliases apart", async () => {
  const root = makeFolder();
  const alias = anEntry({ name: "jq", endpoint: "@jquery" });
  writeFiles(root, { ...settingsFile(), ...catalogFiles(JQUERY, { entry: alias }) });
  const publishing = { output: makeFolder(), addresses: { site: "https://example.org/" } };
  const checked = await checkAll({ root, rulebook: await openRulebook(root), publishing });
  expect(checked.findings).toEqual([]);
  expect([...checked.facts.keys()].sort()).toEqual(["jq", "jquery"]);
  expect(checked.facts.get("jq")).toEqual({ name: "jq", target: "jquery" });
  expect(checked.published.map(({ name }) => name)).toEqual(["jquery"]);
  expect(checked.aliases).toEqual([{ entry: alias, releases: [] }]);
});

test("findings within a file and across files stand in one order, each with its place", async () => {
  const root = makeFolder();
  const lost = { ...anEntry({ name: "b", endpoint: "@nowhere" }), description: "Two\nlines" };
  writeFiles(root, {
    ...settingsFile(),
    ...catalogFiles(
      { entry: { ...anEntry({ name: "c" }), homepage: "http://c.example/" } },
      { entry: anEntry({ name: "a", endpoint: "@nowhere" }) },
      { entry: lost },
    ),
  });
  const { findings, facts } = await checkAll({ root, rulebook: await openRulebook(root) });
  expect(findings.map(({ code, file, line, column }) => [code, file, line, column])).toEqual([
    ["ALIAS_TARGET_MISSING", "catalog/a/a.json", 5, 3],
    ["TEXT_CONTROL", "catalog/b/b.json", 4, 3],
    ["URL_SCHEME", "catalog/c/c.json", 6, 3],
  ]);
  expect([...facts.keys()]).toEqual(["a"]);
});

test("a commit is checked with its own entries and keys, whatever lies in the work tree", async () => {
  const { publicKey, privateKey } = await makeKey({ name: "Owner", email: "a@example.org", now: NOON });
  const { fingerprint: key } = await openKey(privateKey);
  const repository = makeRepository();
  const owned = { entry: anEntry({ name: "owned", owners: [{ email: "a@example.org", key }] }) };
  const commit = repository.commit({ ...settingsFile(), ...catalogFiles(owned) });
  writeFiles(repository.root, { [keyPath(key)]: publicKey });
  const order = { root: repository.root, rulebook: await openRulebook(repository.root) };
  expect((await checkAll(order)).findings).toEqual([]);
  expect((await checkAll({ ...order, commit })).findings).toMatchObject([
    { code: "OWNER_KEY_MISSING", file: "catalog/ow/owned.json", line: 6, column: 3 },
  ]);
});
