import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { checkChanges } from "../io/change/check-changes.ts";
import type { Entry, Owner } from "../model/entry/entry.ts";
import { keyPath } from "../model/name/paths.ts";
import { anEntry, aRelease, catalogFiles, settingsFile } from "./catalog.ts";
import { hasGpg, type Keyring, makeKeyring } from "./gpg.ts";
import { makeRepository, type Repository, writeFiles } from "./repository.ts";
import { anAsker, DAY, openRulebook } from "./world.ts";

const OCTOCAT = { email: "o@example.org", github: { login: "octocat", id: 583231 } };
const STRANGER = 9;

function makeCatalog(owners: readonly Owner[] | undefined, more: Record<string, string> = {}): Repository {
  const repository = makeRepository();
  repository.commit({ ...settingsFile(), ...catalogFiles(makePackage({ owners })), ...more });
  return repository;
}

function makePackage({
  owners,
  ...fields
}: Omit<Partial<Entry>, "owners"> & { owners: readonly Owner[] | undefined }) {
  const entry = anEntry({ name: "less", ...fields, ...(owners === undefined ? {} : { owners }) });
  return { entry, releases: [aRelease("4.2.0")] };
}

async function checkAs(repository: Repository, author: number | undefined, base = "HEAD^", now = new Date()) {
  const { findings } = await checkChanges({
    root: repository.root,
    rulebook: await openRulebook(repository.root),
    base,
    head: "HEAD",
    isMaintainer: false,
    isBot: false,
    labels: [],
    asker: anAsker(author === undefined ? {} : { author }),
    now,
  });
  return findings.map(found => found.code);
}

test("an owner is known by the number of the account, in the base commit", async () => {
  const repository = makeCatalog([OCTOCAT]);
  repository.commit(catalogFiles(makePackage({ owners: [OCTOCAT], description: "Better" })));
  expect(await checkAs(repository, OCTOCAT.github.id)).toEqual([]);
  expect(await checkAs(repository, STRANGER)).toEqual(["OWNER_NOT_OWNER"]);
  expect(await checkAs(repository, undefined)).toEqual(["OWNER_NOT_OWNER"]);
  const usurper = { email: "s@example.org", github: { login: "octocat", id: STRANGER } };
  repository.commit(catalogFiles(makePackage({ owners: [usurper] })));
  expect(await checkAs(repository, STRANGER)).toEqual(["OWNER_NOT_OWNER"]);
});

test("an override is its entry's owner's, an entry without owners the maintainers'", async () => {
  const override = { "@npm/less": { "*": { license: "MIT" } } };
  const owned = makeCatalog([OCTOCAT]);
  owned.commit(catalogFiles({ ...makePackage({ owners: [OCTOCAT] }), override }));
  expect(await checkAs(owned, STRANGER)).toEqual(["OWNER_NOT_OWNER"]);
  expect(await checkAs(owned, OCTOCAT.github.id)).toEqual([]);
  const unowned = makeCatalog(undefined);
  unowned.commit(catalogFiles({ ...makePackage({ owners: undefined }), override }));
  expect(await checkAs(unowned, STRANGER)).toEqual(["OWNER_NOT_OWNER"]);
});

test("a new entry waits until its endpoint is shown to be its publisher's", async () => {
  const repository = makeCatalog(undefined);
  repository.commit(catalogFiles({ entry: anEntry({ name: "fresh", owners: [OCTOCAT] }) }));
  expect(await checkAs(repository, OCTOCAT.github.id)).toEqual(["OWNER_NO_ENDPOINT_PROOF"]);
});

describe.skipIf(!hasGpg)("commits that stock git and gpg signed", () => {
  const keyOwner = (key: string): Owner => ({ email: "k@example.org", key });

  function commitSigned(
    repository: Repository,
    keyring: Keyring,
    key: string,
    files: Record<string, string>,
  ) {
    writeFiles(repository.root, files);
    repository.git("add", "--all");
    const words = [
      "-c",
      `user.signingkey=${key}`,
      "commit",
      "--quiet",
      "--allow-empty",
      "-S",
      "--message=Change",
    ];
    execFileSync("git", words, {
      cwd: repository.root,
      stdio: "pipe",
      env: {
        PATH: process.env.PATH,
        HOME: repository.root,
        GNUPGHOME: keyring.home,
        GIT_CONFIG_NOSYSTEM: "1",
        GIT_AUTHOR_NAME: "Owner",
        GIT_AUTHOR_EMAIL: "k@example.org",
        GIT_COMMITTER_NAME: "Owner",
        GIT_COMMITTER_EMAIL: "k@example.org",
      },
    });
  }

  function makeKeyed(expires?: string) {
    const keyring = makeKeyring();
    const key = keyring.makeKey("owner", expires);
    const repository = makeCatalog([keyOwner(key), OCTOCAT], { [keyPath(key)]: keyring.exportKey(key) });
    const change = catalogFiles(makePackage({ owners: [keyOwner(key), OCTOCAT], description: "Better" }));
    return { keyring, key, repository, change };
  }

  test("let a change pass whoever opens the pull request", async () => {
    const { keyring, key, repository, change } = makeKeyed();
    commitSigned(repository, keyring, key, change);
    expect(await checkAs(repository, STRANGER)).toEqual([]);
    expect(await checkAs(repository, undefined)).toEqual([]);
  });

  test("are for the bytes they hold: no edit after, no replay on another base", async () => {
    const { keyring, key, repository, change } = makeKeyed();
    const base = repository.git("rev-parse", "HEAD");
    commitSigned(repository, keyring, key, change);
    const signed = repository.git("rev-parse", "HEAD");
    const edited = makePackage({ owners: [keyOwner(key), OCTOCAT], description: "Edited after" });
    repository.commit(catalogFiles(edited));
    expect(await checkAs(repository, STRANGER, base)).toEqual(["OWNER_STATEMENT_CONTENT"]);
    repository.git("checkout", "--quiet", "-b", "later", base);
    const before = makePackage({ owners: [keyOwner(key), OCTOCAT] });
    repository.commit(catalogFiles({ ...before, override: { "@npm/less": { "*": { license: "MIT" } } } }));
    const moved = repository.git("rev-parse", "HEAD");
    repository.git("checkout", "--quiet", signed);
    expect(await checkAs(repository, STRANGER, moved)).toEqual(["OWNER_STATEMENT_STALE"]);
  });

  test("by a stranger's key, an expired or a revoked one prove nothing", async () => {
    const { keyring, key, repository, change } = makeKeyed("2d");
    const other = keyring.makeKey("stranger");
    commitSigned(repository, keyring, other, change);
    expect(await checkAs(repository, STRANGER)).toEqual(["OWNER_NOT_OWNER"]);
    commitSigned(repository, keyring, key, catalogFiles(makePackage({ owners: [keyOwner(key), OCTOCAT] })));
    const later = new Date(Date.now() + 5 * DAY);
    expect(await checkAs(repository, STRANGER, "HEAD^")).toEqual([]);
    expect(await checkAs(repository, STRANGER, "HEAD^", later)).toEqual(["OWNER_KEY_EXPIRED"]);
  });

  test("count for thirty days, and for the catalog that they were made in", async () => {
    const { keyring, key, repository, change } = makeKeyed();
    commitSigned(repository, keyring, key, change);
    const soon = new Date(Date.now() + 29 * DAY);
    const late = new Date(Date.now() + 31 * DAY);
    expect(await checkAs(repository, STRANGER, "HEAD^", soon)).toEqual([]);
    expect(await checkAs(repository, STRANGER, "HEAD^", late)).toEqual(["OWNER_STATEMENT_EXPIRED"]);
    // A company's fork of the catalog holds the same entry, and its owner changes it there.
    const fork = makeKeyed();
    fork.repository.commit(settingsFile({ catalog: "company" }));
    commitSigned(fork.repository, fork.keyring, fork.key, fork.change);
    fork.repository.commit(settingsFile());
    const codes = await checkAs(fork.repository, STRANGER, "HEAD^^^");
    expect(codes).toContain("OWNER_STATEMENT_CATALOG");
  });

  test("do not bring back what the catalog has taken back, with main merged in or not", async () => {
    const { keyring, key, repository, change } = makeKeyed();
    const { git } = repository;
    const before = catalogFiles(makePackage({ owners: [keyOwner(key), OCTOCAT] }));
    git("checkout", "--quiet", "-b", "old");
    commitSigned(repository, keyring, key, change);
    git("checkout", "--quiet", "main");
    repository.commit(change);
    const base = repository.commit(before);
    git("checkout", "--quiet", "old");
    expect(await checkAs(repository, STRANGER, base)).not.toEqual([]);
    const tree = git("rev-parse", "old^{tree}");
    git("checkout", "--quiet", git("commit-tree", tree, "-p", base, "-p", "old", "-m", "Merge main"));
    expect(await checkAs(repository, STRANGER, base)).toEqual(["OWNER_STATEMENT_STALE"]);
  });

  test("are needed for a change of owners, by the old key and by the new one", async () => {
    const { keyring, key, repository } = makeKeyed();
    const base = repository.git("rev-parse", "HEAD");
    const fresh = keyring.makeKey("successor");
    const owners = [keyOwner(fresh), OCTOCAT];
    const files = { ...catalogFiles(makePackage({ owners })), [keyPath(fresh)]: keyring.exportKey(fresh) };
    repository.commit(files);
    expect(await checkAs(repository, OCTOCAT.github.id, base)).toEqual(["OWNER_KEY_REQUIRED"]);
    repository.git("reset", "--quiet", "--hard", base);
    commitSigned(repository, keyring, key, files);
    expect(await checkAs(repository, OCTOCAT.github.id, base)).toEqual(["OWNER_NEW_KEY_UNPROVEN"]);
    commitSigned(repository, keyring, fresh, {});
    expect(await checkAs(repository, OCTOCAT.github.id, base)).toEqual([]);
  });
});
