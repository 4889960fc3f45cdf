import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { checkAll } from "../io/catalog/check-all.ts";
import { type ChangeOrder, checkChanges } from "../io/change/check-changes.ts";
import { anEntry, aRelease, catalogFiles, settingsFile } from "./catalog.ts";
import { makeRepository, type Repository, writeFiles } from "./repository.ts";
import { anAsker, NOON, openRulebook } from "./world.ts";

const OCTOCAT = { email: "o@example.org", github: { login: "octocat", id: 583231 } };
const JQUERY = { entry: anEntry({ name: "jquery" }), releases: [aRelease("3.7.1")] };
const ALIAS = { entry: anEntry({ name: "jq", endpoint: "@jquery" }) };

function makeCatalog(...packages: Parameters<typeof catalogFiles>): Repository {
  const repository = makeRepository();
  repository.commit({ ...settingsFile({ reserved: ["me"] }), ...catalogFiles(...packages) });
  return repository;
}

async function checkTree(root: string) {
  return (await checkAll({ root, rulebook: await openRulebook(root) })).findings;
}

async function checkSince(repository: Repository, base: string, options: Partial<ChangeOrder> = {}) {
  const rulebook = await openRulebook(repository.root);
  const asker = anAsker({ author: OCTOCAT.github.id, provesEndpoint: async () => true });
  const order = { base, head: "HEAD", isMaintainer: false, isBot: false, labels: [], asker, now: NOON };
  return (await checkChanges({ root: repository.root, rulebook, ...order, ...options })).findings;
}

const codesOf = (findings: readonly { code: string }[]) => findings.map(found => found.code);

describe("a whole catalog", () => {
  test("in order has no findings", async () => {
    expect(await checkTree(makeCatalog(JQUERY, ALIAS).root)).toEqual([]);
  });

  test("findings name file, line and column", async () => {
    const { root } = makeCatalog(JQUERY);
    const broken = { ...anEntry({ name: "less" }), homepage: "http://lesscss.org/" };
    writeFiles(root, {
      "catalog/le/less.json": `${JSON.stringify(broken, null, 2)}\n`,
      "catalog/br/broken.json": '{\n  "a": 1,\n}',
    });
    const found = (await checkTree(root)).map(({ code, file, line, column }) => [code, file, line, column]);
    expect(found).toEqual([
      ["JSON_SYNTAX", "catalog/br/broken.json", 3, 1],
      ["URL_SCHEME", "catalog/le/less.json", 6, 3],
    ]);
  });

  test("files that belong nowhere, links and orphans are found", async () => {
    const { root } = makeCatalog(JQUERY);
    writeFiles(root, {
      "catalog/xx/less.json": "{}",
      "overrides/less.json": `${JSON.stringify({ "@npm/less": { "*": { license: "MIT" } } }, null, 2)}\n`,
    });
    symlinkSync("/etc/passwd", join(root, "catalog/jq/link.json"));
    expect(codesOf(await checkTree(root)).sort()).toEqual(["ENTRY_MISSING", "TREE_PATH", "TREE_SYMLINK"]);
  });

  test("aliases end at a package that lives, owners' keys are there, files have their form", async () => {
    const retracted = { entry: anEntry({ name: "old", retracted: { date: "2026-01-01", reason: "x" } }) };
    const key = "A".repeat(40);
    const owned = { entry: anEntry({ name: "owned", owners: [{ email: "a@example.org", key }] }) };
    const { root } = makeCatalog(
      retracted,
      owned,
      { entry: anEntry({ name: "a", endpoint: "@b" }) },
      { entry: anEntry({ name: "b", endpoint: "@a" }) },
      { entry: anEntry({ name: "c", endpoint: "@old" }) },
    );
    writeFiles(root, { "catalog/mi/mini.json": JSON.stringify(anEntry({ name: "mini" })) });
    expect(codesOf(await checkTree(root))).toEqual([
      "ALIAS_CYCLE",
      "ALIAS_CYCLE",
      "ALIAS_RETRACTED",
      "JSON_FORM",
      "OWNER_KEY_MISSING",
    ]);
  });
});

describe("a change between two commits", () => {
  test("is read from git objects, whatever the work tree holds", async () => {
    const repository = makeCatalog(JQUERY);
    repository.commit(catalogFiles({ entry: anEntry({ name: "less" }) }));
    writeFiles(repository.root, { "catalog/le/less.json": "{", "package.json.bak": "x" });
    expect(await checkSince(repository, "HEAD^")).toEqual([]);
  });

  test("of a publisher touches one package and no other path", async () => {
    const repository = makeCatalog(JQUERY);
    const files = catalogFiles({ entry: anEntry({ name: "less" }) }, { entry: anEntry({ name: "react" }) });
    repository.commit({ ...files, ".github/workflows/x.yml": "on: push" });
    expect(codesOf(await checkSince(repository, "HEAD^")).sort()).toEqual([
      "TREE_MULTIPLE_NAMES",
      "TREE_PATH",
    ]);
    expect(await checkSince(repository, "HEAD^", { isMaintainer: true })).toEqual([]);
  });

  test("claims new names against those that exist", async () => {
    const repository = makeCatalog(JQUERY, { entry: anEntry({ name: "font-awesome" }) });
    repository.commit(catalogFiles({ entry: anEntry({ name: "jqueri" }) }));
    expect(codesOf(await checkSince(repository, "HEAD^"))).toEqual(["NAME_TOO_SIMILAR"]);
    expect(await checkSince(repository, "HEAD^", { labels: ["similarity-reviewed"] })).toEqual([]);
    repository.commit(catalogFiles({ entry: anEntry({ name: "fontawesome" }) }));
    expect(codesOf(await checkSince(repository, "HEAD^"))).toEqual(["NAME_SEPARATOR_COLLISION"]);
    repository.commit(catalogFiles({ entry: anEntry({ name: "me-x" }) }));
    expect(codesOf(await checkSince(repository, "HEAD^"))).toEqual(["NAME_PREFIX_RESERVED"]);
  });

  test("that retracts, deletes or redirects a name breaks the aliases that lead to it", async () => {
    const changes = {
      retracted: catalogFiles({
        ...JQUERY,
        entry: { ...JQUERY.entry, retracted: { date: "2026-01-01", reason: "x" } },
      }),
      deleted: { "catalog/jq/jquery.json": undefined, "catalog/releases/jq/jquery.json": undefined },
      circular: catalogFiles({ ...JQUERY, entry: { ...JQUERY.entry, endpoint: "@jq" } }),
    };
    const codes: Record<string, string[]> = {};
    for (const [what, files] of Object.entries(changes)) {
      const repository = makeCatalog(JQUERY, ALIAS);
      repository.commit(files);
      codes[what] = codesOf(await checkSince(repository, "HEAD^", { isMaintainer: true }));
    }
    const repository = makeCatalog(JQUERY, ALIAS);
    repository.commit(changes.retracted);
    expect(await checkSince(repository, "HEAD^", { isMaintainer: true })).toMatchObject([
      { severity: "held" },
    ]);
    expect(codes).toEqual({
      retracted: ["ALIAS_RETRACTED"],
      deleted: ["ALIAS_TARGET_MISSING"],
      circular: ["ALIAS_CYCLE", "ALIAS_CYCLE"],
    });
  });

  test("two entries that are right alone can be a circle together", async () => {
    const repository = makeCatalog(JQUERY);
    const base = repository.git("rev-parse", "HEAD");
    repository.commit(catalogFiles({ entry: anEntry({ name: "aa", endpoint: "@bb" }) }));
    repository.commit(catalogFiles({ entry: anEntry({ name: "bb", endpoint: "@aa" }) }));
    expect(codesOf(await checkSince(repository, base, { isMaintainer: true }))).toEqual([
      "ALIAS_CYCLE",
      "ALIAS_CYCLE",
    ]);
  });

  test("never lifts a tombstone, nor rewrites history", async () => {
    const tomb = { entry: anEntry({ name: "old", retracted: { date: "2026-01-01", reason: "x" } }) };
    const repository = makeCatalog(JQUERY, tomb);
    repository.commit(catalogFiles({ entry: anEntry({ name: "old" }) }));
    expect(codesOf(await checkSince(repository, "HEAD^", { isMaintainer: true }))).toEqual(["NAME_RETIRED"]);
    repository.commit(
      catalogFiles({ ...JQUERY, releases: [aRelease("3.7.1", { published: "2026-01-01T00:00:00Z" })] }),
    );
    expect(codesOf(await checkSince(repository, "HEAD^", { isBot: true }))).toEqual(["VERSION_MUTATED"]);
    expect(codesOf(await checkSince(repository, "HEAD^"))).toEqual([
      "OWNER_NOT_OWNER",
      "TREE_PATH",
      "VERSION_MUTATED",
    ]);
  });

  test("of a branch is compared with where it left the base", async () => {
    const repository = makeCatalog(JQUERY);
    repository.git("checkout", "--quiet", "-b", "side");
    repository.commit(catalogFiles({ entry: anEntry({ name: "less" }) }));
    repository.git("checkout", "--quiet", "main");
    repository.commit({ "README.md": "another change on the base" });
    expect(await checkSince(repository, "main", { head: "side" })).toEqual([]);
  });

  test("against an unknown base is an error with a way out", async () => {
    await expect(checkSince(makeCatalog(JQUERY), "nowhere")).rejects.toMatchObject({ code: "GIT" });
  });
});
