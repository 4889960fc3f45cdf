import { expect, test } from "vitest";
import { checkChanges } from "../io/change/check-changes.ts";
import type { Asker } from "../io/owners/check-rights.ts";
import type { Entry } from "../model/entry/entry.ts";
import { anEntry, catalogFiles, settingsFile } from "./catalog.ts";
import { makeRepository, type Repository } from "./repository.ts";
import { anAsker, NOON, openRulebook } from "./world.ts";

const SELLER = { email: "o@example.org", github: { login: "octocat", id: 583231 } };
const BUYER = { email: "n@example.org", github: { login: "buyer", id: 77 } };
const STRANGER = 9;

const filesOf = (fields: Partial<Entry>) => catalogFiles({ entry: anEntry({ name: "less", ...fields }) });

/** What the check finds on the branch that is checked out, upon main. */
async function checkAs(repository: Repository, asker: Partial<Asker>, labels: readonly string[] = []) {
  const { findings } = await checkChanges({
    root: repository.root,
    rulebook: await openRulebook(repository.root),
    base: "main",
    head: "HEAD",
    isMaintainer: false,
    isBot: false,
    labels,
    asker: anAsker(asker),
    now: NOON,
  });
  return findings.map(found => found.code);
}

test("a branch of both parents of an old merge does not take that merge back", async () => {
  const repository = makeRepository();
  const { git } = repository;
  repository.commit({ ...settingsFile(), ...filesOf({ owners: [SELLER] }) }, "2026-11-01T00:00:00Z");
  git("checkout", "--quiet", "-b", "transfer");
  const sold = repository.commit(filesOf({ owners: [BUYER] }), "2026-11-02T00:00:00Z");
  git("checkout", "--quiet", "main");
  const other = repository.commit(
    catalogFiles({ entry: anEntry({ name: "other" }) }),
    "2026-11-03T00:00:00Z",
  );
  git("merge", "--quiet", "--no-ff", "--message=Merge", "transfer");
  const tree = git("rev-parse", `${other}^{tree}`);
  const evil = git("commit-tree", tree, "-p", other, "-p", sold, "-m", "Nothing to see");
  git("checkout", "--quiet", "-b", "evil", evil);
  expect(await checkAs(repository, { author: STRANGER })).not.toEqual([]);
  expect(await checkAs(repository, { author: SELLER.github.id })).not.toEqual([]);
});

test("a change of a renamed entry is a change of the entry that it became", async () => {
  const repository = makeRepository();
  const { git } = repository;
  repository.commit({ ...settingsFile(), ...filesOf({ owners: [SELLER] }) });
  git("checkout", "--quiet", "-b", "branch");
  repository.commit(filesOf({ owners: [SELLER], description: "Mine now" }));
  git("checkout", "--quiet", "main");
  git("mv", "catalog/le/less.json", "catalog/le/lessen.json");
  repository.commit({});
  git("checkout", "--quiet", "branch");
  expect(await checkAs(repository, { author: STRANGER })).not.toEqual([]);
});

test("what both sides changed is told by its name, and to do it again", async () => {
  const repository = makeRepository();
  const { git } = repository;
  repository.commit(settingsFile());
  git("checkout", "--quiet", "-b", "branch");
  repository.commit(filesOf({ owners: [SELLER] }));
  git("checkout", "--quiet", "main");
  repository.commit(filesOf({ owners: [BUYER] }));
  git("checkout", "--quiet", "branch");
  expect(await checkAs(repository, { author: SELLER.github.id })).toEqual(["TREE_CONFLICT"]);
});

test("whose an entry is that can't be read, nobody but a maintainer says", async () => {
  const repository = makeRepository();
  repository.commit({ ...settingsFile(), ...filesOf({ owners: [SELLER], license: 7 as never }) });
  repository.git("checkout", "--quiet", "-b", "branch");
  repository.commit(filesOf({ endpoint: "@less", owners: [BUYER] }));
  const proof = { author: BUYER.github.id, provesEndpoint: async () => true };
  expect(await checkAs(repository, proof)).toContain("OWNER_UNREADABLE");
});

test("a tombstone that can't be read is one all the same", async () => {
  const repository = makeRepository();
  const retracted = { date: "2026-11-01", reason: "gone" };
  repository.commit({ ...settingsFile(), ...filesOf({ retracted, license: 7 as never }) });
  repository.git("checkout", "--quiet", "-b", "branch");
  repository.commit(filesOf({}));
  expect(await checkAs(repository, { author: STRANGER })).toContain("NAME_RETIRED");
});

test("an owner leads an entry to another's repository with the same proof as a new entry", async () => {
  const repository = makeRepository();
  const alias = anEntry({ name: "my-jq", endpoint: "@less", owners: [SELLER] });
  repository.commit({ ...settingsFile(), ...filesOf({}), ...catalogFiles({ entry: alias }) });
  repository.git("checkout", "--quiet", "-b", "branch");
  repository.commit(
    catalogFiles({ entry: { ...alias, endpoint: "https://github.com/expressjs/express.git" } }),
  );
  const author = SELLER.github.id;
  expect(await checkAs(repository, { author })).toEqual(["OWNER_NO_ENDPOINT_PROOF"]);
  expect(await checkAs(repository, { author }, ["endpoint-reviewed"])).toEqual([]);
  expect(await checkAs(repository, { author, provesEndpoint: async () => true })).toEqual([]);
});

test("a login stands beside its own id: readers see the login", async () => {
  const repository = makeRepository();
  repository.commit(settingsFile());
  repository.git("checkout", "--quiet", "-b", "branch");
  repository.commit(
    filesOf({ owners: [{ email: "s@example.org", github: { login: "torvalds", id: STRANGER } }] }),
  );
  const asker = { author: STRANGER, provesEndpoint: async () => true };
  const isAccount = async ({ id, login }: { id: number; login: string }) =>
    login !== "torvalds" || id === 1024025;
  expect(await checkAs(repository, { ...asker, isAccount })).toEqual(["OWNER_ACCOUNT"]);
  expect(await checkAs(repository, { ...asker, isAccount: async () => true })).toEqual([]);
});
