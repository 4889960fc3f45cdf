import { expect, test } from "vitest";
import { keyPath } from "../../model/name/paths.ts";
import { anEntry, aRelease, catalogFiles, settingsFile } from "../../test/catalog.ts";
import { makeRepository, type Repository } from "../../test/repository.ts";
import { anAsker, NOON, openRulebook } from "../../test/world.ts";
import { makeKey, openKey } from "../trust/signatures.ts";
import { type ChangeOrder, checkChanges } from "./check-changes.ts";

const { publicKey, privateKey } = await makeKey({ name: "Owner", email: "a@example.org", now: NOON });
const { fingerprint } = await openKey(privateKey);
const KEY_FILE = { [keyPath(fingerprint)]: publicKey };
const JQUERY = { entry: anEntry({ name: "jquery" }), releases: [aRelease("3.7.1")] };
const LESS = { entry: anEntry({ name: "less" }) };

function makeCatalog(): Repository {
  const repository = makeRepository();
  repository.commit({ ...settingsFile(), ...catalogFiles(JQUERY, LESS) });
  return repository;
}

async function checkLast({ root }: Repository, options: Partial<ChangeOrder> = {}) {
  const rulebook = await openRulebook(root);
  const asker = anAsker({ provesEndpoint: async () => true });
  const who = { isMaintainer: true, isBot: false, labels: [], asker, now: NOON };
  return checkChanges({ root, rulebook, base: "HEAD^", head: "HEAD", ...who, ...options });
}

const BOT = { isMaintainer: false, isBot: true };

const placesOf = (findings: Awaited<ReturnType<typeof checkLast>>["findings"]) =>
  findings.map(({ code, file, line }) => [code, file, line]);

test("the changed names are told once each and sorted; other files name none", async () => {
  const repository = makeCatalog();
  repository.commit({
    ...catalogFiles({ ...LESS, override: { "@npm/less": { "*": { license: "MIT" } } } }),
    ...catalogFiles({ entry: anEntry({ name: "jquery", description: "Better words" }) }),
    ...catalogFiles({ ...LESS, releases: [aRelease("4.2.0")] }),
    ...KEY_FILE,
    "README.md": "x",
  });
  const checked = await checkLast(repository);
  expect(checked).toMatchObject({ findings: [], names: ["jquery", "less"] });
  expect(await checkLast(repository, { base: "HEAD" })).toMatchObject({ findings: [], names: [] });
});

test("the refresh job records releases of many packages, and nothing else", async () => {
  const repository = makeCatalog();
  const releases = catalogFiles(
    { ...JQUERY, releases: [aRelease("3.7.2"), aRelease("3.7.1")] },
    { ...LESS, releases: [aRelease("4.2.0")] },
  );
  repository.commit(releases);
  expect((await checkLast(repository, BOT)).findings).toEqual([]);
  repository.commit(catalogFiles({ entry: anEntry({ name: "less", description: "Better words" }) }));
  expect(placesOf((await checkLast(repository, BOT)).findings)).toEqual([
    ["TREE_PATH", "catalog/le/less.json", 1],
  ]);
});

test("two new names of one change are claimed against each other", async () => {
  const repository = makeCatalog();
  const twins = ["font-awesome", "fontawesome"].map(name => ({ entry: anEntry({ name }) }));
  repository.commit(catalogFiles(...twins));
  expect(placesOf((await checkLast(repository)).findings)).toEqual([
    ["NAME_SEPARATOR_COLLISION", "catalog/fo/fontawesome.json", 3],
  ]);
});

test("an owner's key is looked for in the changed commit", async () => {
  const repository = makeCatalog();
  const owned = { entry: anEntry({ name: "owned", owners: [{ email: "a@example.org", key: fingerprint }] }) };
  repository.commit(catalogFiles(owned));
  expect(placesOf((await checkLast(repository)).findings)).toEqual([
    ["OWNER_KEY_MISSING", "catalog/ow/owned.json", 6],
  ]);
  repository.commit(KEY_FILE);
  expect((await checkLast(repository, { base: "HEAD~2" })).findings).toEqual([]);
});

test("releases that main recorded since the branch left are no loss of the branch", async () => {
  const repository = makeCatalog();
  repository.git("checkout", "--quiet", "-b", "side");
  repository.commit(catalogFiles({ entry: anEntry({ name: "jquery", description: "Better words" }) }));
  repository.git("checkout", "--quiet", "main");
  repository.commit(catalogFiles({ ...JQUERY, releases: [aRelease("3.7.2"), aRelease("3.7.1")] }));
  expect((await checkLast(repository, { base: "main", head: "side" })).findings).toEqual([]);
});

test("a key that goes away is missed by the entries that name it, changed or not", async () => {
  const repository = makeCatalog();
  const owned = { entry: anEntry({ name: "owned", owners: [{ email: "a@example.org", key: fingerprint }] }) };
  repository.commit({ ...catalogFiles(owned), ...KEY_FILE });
  repository.commit(Object.fromEntries(Object.keys(KEY_FILE).map(path => [path, undefined])));
  expect((await checkLast(repository)).findings.map(found => found.code)).toEqual(["OWNER_KEY_MISSING"]);
});

test.each(["{}", "{", '{"owners":"x"}'])(
  "an entry that was %s in the base can be mended, and aliased",
  async text => {
    const repository = makeRepository();
    repository.commit({ ...settingsFile(), ...catalogFiles(JQUERY), "catalog/le/less.json": text });
    repository.commit(catalogFiles({ entry: anEntry({ name: "css", endpoint: "@less" }) }));
    expect((await checkLast(repository)).findings.map(found => found.code)).toEqual(["ALIAS_TARGET_MISSING"]);
    repository.commit(catalogFiles(LESS));
    expect((await checkLast(repository)).findings).toEqual([]);
  },
);

test.each(["[@", "{a:1}", "[".repeat(100_000), `{"a":${"[".repeat(90_000)}${"]".repeat(90_000)}}`])(
  "a file that a publisher may not touch and nobody can read is refused (%.9s…)",
  async text => {
    const repository = makeCatalog();
    repository.commit({ "catalog/releases/jq/jquery.json": text });
    const { findings } = await checkLast(repository, { isMaintainer: false });
    expect(findings.map(found => found.code)).toContain("TREE_PATH");
  },
);
