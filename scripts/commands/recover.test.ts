import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkAll } from "../io/catalog/check-all.ts";
import { checkChanges } from "../io/change/check-changes.ts";
import { openOwnerKey } from "../io/owners/key-store.ts";
import { makeKey, openKey } from "../io/trust/signatures.ts";
import { makeFirstRoot } from "../io/trust/trust.ts";
import type { Owner } from "../model/entry/entry.ts";
import { keyPath, recoveryPath } from "../model/name/paths.ts";
import { renderInstant } from "../model/text/instant.ts";
import { anEntry, catalogFiles, settingsFile } from "../test/catalog.ts";
import { makeFolder, makeRepository, writeFiles } from "../test/repository.ts";
import { anAsker, aWorld, DAY, HOUR, later, openRulebook, TOOL } from "../test/world.ts";
import { recover } from "./recover.ts";

const PASSPHRASE = "canary correct horse";
const PATH = recoveryPath("less");

/** A home with a passphrase, and the key of an address that is kept there. */
function makeHome() {
  const home = makeFolder();
  writeFiles(home, { pw: `${PASSPHRASE}\n` });
  return home;
}

async function makeOwner(home: string, email: string) {
  const readPassphrase = async () => PASSPHRASE;
  const wish = { home, wanted: [], name: "Owner", email, now: later(-DAY), readPassphrase };
  const key = await openOwnerKey(wish);
  key.keep!();
  return key;
}

/** A catalog with one entry whose owner has a key, a root, and everybody who takes part. */
async function start() {
  const [ownerHome, lostHome, strangerHome] = [makeHome(), makeHome(), makeHome()];
  const old = await makeOwner(ownerHome, "o@example.org");
  const maintainer = await makeKey({ name: "Maintainer", email: "m@example.org", now: later(-DAY) });
  const root = await makeFirstRoot({
    catalog: "test",
    key: await openKey(maintainer.privateKey),
    isDevelopment: false,
    now: later(-DAY),
  });
  const repository = makeRepository();
  const owners: Owner[] = [{ email: "o@example.org", key: old.fingerprint }];
  repository.commit({
    ...settingsFile(),
    ".gitignore": ".pak/\n",
    ...catalogFiles({ entry: anEntry({ name: "less", owners }) }),
    [keyPath(old.fingerprint)]: old.publicKey,
    ...Object.fromEntries([...root].map(([path, text]) => [`site/${path}`, text])),
  });

  /** Runs `pak recover less` at a time, as whose home it is. */
  async function run(home: string, at: number, flags: Record<string, string | true> = {}) {
    const environment = { PAK_SIGNING_KEY: maintainer.privateKey };
    const world = aWorld({ root: repository.root, home, now: () => later(at), environment });
    const asked = flags.challenge ? flags : { password: join(home, "pw"), ...flags };
    const status = await recover.run(world, { words: ["less"], flags: asked });
    return { status, out: world.printed.join("\n"), err: world.reported.join("\n") };
  }

  /** What CI says of the branch, or of another revision, at a time. */
  async function check(at: number, { head = "recover/less", isMaintainer = false } = {}) {
    const { findings } = await checkChanges({
      root: repository.root,
      rulebook: await openRulebook(repository.root),
      base: "main",
      head,
      isMaintainer,
      isBot: false,
      labels: [],
      asker: anAsker(),
      now: later(at),
    });
    return findings.map(found => found.code);
  }

  /** A maintainer merges the branch: main moves forward to it, or at a time by a commit. */
  function merge(at?: number): void {
    const how = at === undefined ? ["--ff-only"] : ["--no-ff", "--no-commit"];
    repository.git("merge", "--quiet", ...how, "recover/less");
    if (at !== undefined) repository.commit({}, renderInstant(later(at)));
    repository.git("branch", "--quiet", "-D", "recover/less");
  }

  /** The entry's owners change, by whoever may change them. */
  function setOwners(...owners: Owner[]): void {
    repository.commit(catalogFiles({ entry: anEntry({ name: "less", owners }) }));
  }

  const read = (path: string) => JSON.parse(repository.git("show", `main:${path}`));

  /** The maintainer mails a code and commits its digest. */
  async function challenge(at: number) {
    const { out, err } = await run(makeFolder(), at, { challenge: true });
    expect(err).toContain(PATH);
    const code = /--code (\S+)/.exec(out)?.[1] ?? "";
    repository.git("checkout", "--quiet", "-b", "challenge");
    const head = repository.commit({});
    repository.git("checkout", "--quiet", "main");
    expect(await check(at, { head })).toContain("RECOVERY_MAINTAINER");
    expect(await check(at, { head, isMaintainer: true })).toEqual([]);
    repository.git("merge", "--quiet", "--ff-only", "challenge");
    repository.git("branch", "--quiet", "-D", "challenge");
    return { code, out };
  }

  /** Requests a recovery, and has a code mailed for it. */
  async function request(home: string, at: number) {
    expect(await run(home, at)).toMatchObject({ status: 0 });
    expect(await check(at)).toEqual([]);
    merge();
    return challenge(at + HOUR);
  }

  const acts = { run, check, merge, setOwners, read, challenge, request };
  return { repository, old, ownerHome, lostHome, strangerHome, ...acts };
}

/** Writes a recovery's next step by hand on `recover/less`, unsigned. */
function forge({ repository, read }: Awaited<ReturnType<typeof start>>, fields: object): void {
  repository.git("checkout", "--quiet", "-B", "recover/less", "main");
  repository.commit({ [PATH]: `${JSON.stringify({ ...read(PATH), ...fields }, null, 2)}\n` });
  repository.git("checkout", "--quiet", "main");
}

test("a lost key is replaced: requested, challenged, answered, and completed after the notice", async () => {
  const started = await start();
  const { repository, old, lostHome, run, check, merge, read, challenge } = started;
  const requested = await run(lostHome, 0);
  expect(requested).toMatchObject({ status: 0, out: expect.stringContaining("Request a new key for less") });
  const [file] = readdirSync(join(lostHome, "keys"));
  const key = file!.replace(".asc", "");
  expect(key).not.toBe(old.fingerprint);
  // A second run makes neither another key nor another commit, as long as that can be merged.
  const commit = repository.git("rev-parse", "recover/less");
  expect((await run(lostHome, 20 * DAY)).status).toBe(0);
  expect(repository.git("rev-parse", "recover/less")).toBe(commit);
  expect(await check(20 * DAY)).toEqual([]);
  expect(await check(31 * DAY)).toContain("RECOVERY_EXPIRED");
  merge();
  expect(await run(lostHome, HOUR)).toMatchObject({
    status: 0,
    out: expect.stringMatching(/a maintainer mails/),
  });

  const { code, out } = await challenge(2 * HOUR);
  expect(code).toMatch(/^[0-9A-Z]{5}(-[0-9A-Z]{5}){3}$/);
  expect(out).toMatch(/^To: o@example\.org\nSubject: test: the code to recover less\n/);
  expect(out).toContain(key);
  expect(repository.git("log", "--all", "--patch")).not.toContain(code);
  expect((await run(lostHome, 3 * HOUR)).out).toContain("--code CODE");

  expect((await run(lostHome, DAY, { code: code.toLowerCase().replaceAll("-", " ") })).status).toBe(0);
  expect(await check(DAY)).toEqual([]);
  merge();
  expect((await run(lostHome, 2 * DAY)).out).toContain("2026-12-06T12:00:00Z");
  await expect(run(lostHome, 2 * DAY, { code })).rejects.toMatchObject({ code: "USAGE" });

  const done = await run(lostHome, 15 * DAY);
  expect(done).toMatchObject({ status: 0, out: expect.stringContaining("Complete the recovery of less") });
  expect(await check(14 * DAY)).toEqual(["RECOVERY_NOTICE"]);
  expect(await check(15 * DAY)).toEqual([]);
  merge();
  expect(read("catalog/le/less.json").owners).toEqual([{ email: "o@example.org", key }]);
  expect(read(PATH)).toMatchObject({ key, completed: "2026-12-06T12:00:00Z" });
  const rulebook = await openRulebook(repository.root);
  expect((await checkAll({ root: repository.root, rulebook })).findings).toEqual([]);
  const texts = [requested, done].map(ran => ran.out + ran.err).join("");
  expect(texts + repository.git("log", "--all", "--patch")).not.toMatch(/canary|PRIVATE KEY/);
  // The new key is an owner's now: another recovery needs another.
  expect((await run(lostHome, 16 * DAY)).status).toBe(0);
  expect(await check(16 * DAY)).toEqual([]);
  expect(readdirSync(join(lostHome, "keys"))).toHaveLength(2);
});

test("a code is refused when it is wrong, late, another key's, or used", async () => {
  const started = await start();
  const { lostHome, strangerHome, run, check, merge, read, request } = started;
  const { code } = await request(lostHome, 0);
  const wrong = await run(lostHome, DAY, { code: "00000-00000-00000-00000" });
  expect(wrong).toMatchObject({ status: 1, err: expect.stringContaining("RECOVERY_CODE") });
  await expect(run(lostHome, DAY, { code: "short" })).rejects.toMatchObject({ code: "USAGE" });
  await expect(run(strangerHome, DAY, { code })).rejects.toMatchObject({ code: "KEY" });
  const late = await run(lostHome, 8 * DAY, { code });
  expect(late).toMatchObject({ status: 1, err: expect.stringContaining("RECOVERY_EXPIRED") });
  // Seen in a pull request, it is worth nothing without the new key.
  forge(started, { answer: { code, answered: renderInstant(later(DAY)) } });
  expect(await check(DAY)).toEqual(["RECOVERY_KEY"]);

  const { challenge: first } = read(PATH);
  const again = await request(lostHome, 8 * DAY);
  expect(read(PATH).challenge).not.toEqual(first);
  const reused = await run(lostHome, 9 * DAY, { code });
  expect(reused).toMatchObject({ status: 1, err: expect.stringContaining("RECOVERY_CODE") });
  expect((await run(lostHome, 9 * DAY, { code: again.code })).status).toBe(0);
  merge();
  await expect(run(lostHome, 9 * DAY, { code: again.code })).rejects.toMatchObject({ code: "USAGE" });
});

test("a stranger's request is worth nothing without the mailed code", async () => {
  const started = await start();
  const { repository, strangerHome, lostHome, run, check, merge, read } = started;
  await run(strangerHome, 0);
  merge();
  const { key } = read(PATH);
  const completed = renderInstant(later(20 * DAY));
  const entry = anEntry({ name: "less", owners: [{ email: "o@example.org", key }] });
  repository.git("checkout", "--quiet", "-b", "recover/less", "main");
  repository.commit({
    ...catalogFiles({ entry }),
    [PATH]: `${JSON.stringify({ ...read(PATH), completed }, null, 2)}\n`,
  });
  expect(await check(20 * DAY)).toContain("RECOVERY_STAGE");
  repository.commit(catalogFiles({ entry }));
  repository.git("rm", "--quiet", PATH);
  repository.commit({});
  expect(await check(20 * DAY)).toEqual(expect.arrayContaining(["TREE_DELETE", "OWNER_NOT_OWNER"]));
  repository.git("checkout", "--quiet", "main");
  repository.git("branch", "--quiet", "-D", "recover/less");
  // Until a code is out, the owner's request takes its place.
  expect((await run(lostHome, DAY)).out).toContain("Request a new key for less");
  expect(await check(DAY)).toEqual([]);
  merge();
  expect(read(PATH).key).not.toBe(key);
});

test("the old key vetoes within the notice, an account does not; then another recovery may begin", async () => {
  const started = await start();
  const { repository, ownerHome, lostHome, strangerHome, run, check, merge, read, request } = started;
  const { code } = await request(strangerHome, 0);
  await run(strangerHome, DAY, { code });
  merge();
  forge(started, { vetoed: "2026-11-23T12:00:00Z" });
  expect(await check(2 * DAY)).toEqual(["RECOVERY_KEY"]);
  await expect(run(lostHome, 2 * DAY, { veto: true })).rejects.toMatchObject({ code: "KEY" });
  // While the code is out, who holds the key hands the package on only after a veto.
  repository.git("checkout", "--quiet", "-B", "recover/less", "main");
  const owners = [{ email: "new@example.org", key: read("catalog/le/less.json").owners[0].key }];
  repository.commit(catalogFiles({ entry: anEntry({ name: "less", owners }) }));
  expect(await check(2 * DAY)).toEqual(expect.arrayContaining(["RECOVERY_STAGE"]));
  repository.git("checkout", "--quiet", "main");

  const vetoed = await run(ownerHome, 10 * DAY, { veto: true });
  expect(vetoed).toMatchObject({ status: 0, out: expect.stringContaining("Veto the recovery of less") });
  expect(await check(10 * DAY)).toEqual([]);
  merge();
  await expect(run(ownerHome, 10 * DAY, { veto: true })).rejects.toMatchObject({ code: "NOT_FOUND" });
  forge(started, { vetoed: undefined, completed: "2026-12-11T12:00:00Z" });
  expect(await check(20 * DAY)).toContain("RECOVERY_VETO");
  repository.git("branch", "--quiet", "-D", "recover/less");

  const second = await request(lostHome, 20 * DAY);
  expect((await run(lostHome, 21 * DAY, { code: second.code })).status).toBe(0);
  expect(await check(21 * DAY)).toEqual([]);
  merge();
  expect((await run(lostHome, 36 * DAY)).out).toContain("Complete the recovery of less");
  expect(await check(36 * DAY)).toEqual([]);
});

test("a challenge by a key that signs nothing of the catalog is refused", async () => {
  const { repository, lostHome, run, check, merge } = await start();
  await run(lostHome, 0);
  merge();
  const stray = await makeKey({ name: "Stray", email: "s@example.org", now: later(-DAY) });
  const challengeWith = (environment: Record<string, string>) =>
    recover.run(aWorld({ root: repository.root, tool: TOOL, now: () => later(HOUR), environment }), {
      words: ["less"],
      flags: { challenge: true },
    });
  await expect(challengeWith({ PAK_SIGNING_KEY: stray.privateKey })).rejects.toMatchObject({ code: "KEY" });
  await expect(challengeWith({})).rejects.toMatchObject({ code: "KEY" });
  expect(JSON.parse(readFileSync(join(repository.root, PATH), "utf8")).challenge).toBeUndefined();
  const document = JSON.parse(repository.git("show", `main:${PATH}`));
  const signature = await (await openKey(stray.privateKey)).sign(Buffer.from("else"), later(0));
  repository.git("checkout", "--quiet", "-b", "recover/less");
  const challenge = { sha256: "0".repeat(64), expires: "2026-11-25T12:00:00Z", signature };
  repository.commit({ [PATH]: `${JSON.stringify({ ...document, challenge }, null, 2)}\n` });
  repository.git("checkout", "--quiet", "main");
  expect(await check(HOUR, { isMaintainer: true })).toEqual(["RECOVERY_MAINTAINER"]);
});

test("the notice begins when the answer is merged, not when it was made", async () => {
  const { lostHome, run, check, merge, request } = await start();
  const { code } = await request(lostHome, 0);
  await run(lostHome, DAY, { code });
  // It was checked in time, and nobody saw it in the catalog for two weeks.
  expect(await check(DAY)).toEqual([]);
  merge(15 * DAY);
  expect((await run(lostHome, 16 * DAY)).out).toContain("2026-12-20T12:00:00Z");
  expect((await run(lostHome, 29 * DAY)).out).toContain("Complete the recovery of less");
  expect(await check(28 * DAY)).toContain("RECOVERY_NOTICE");
  expect(await check(29 * DAY)).toEqual([]);
});

test("each owner's key can be recovered, and the order of owners decides nothing", async () => {
  const { repository, old, lostHome, run, check, merge, setOwners, read, challenge } = await start();
  const second = await makeOwner(makeHome(), "s@example.org");
  repository.commit({ [keyPath(second.fingerprint)]: second.publicKey });
  const owners = [
    { email: "o@example.org", key: old.fingerprint },
    { email: "s@example.org", key: second.fingerprint },
  ] as const;
  setOwners(...owners);
  await expect(run(lostHome, 0, { email: "x@example.org" })).rejects.toMatchObject({
    code: "USAGE",
    message: "no owner of less with a key has the address x@example.org",
    fix: "give one of these: o@example.org, s@example.org",
  });
  await expect(run(lostHome, 0, { email: "s@example.org", veto: true })).rejects.toMatchObject({
    code: "USAGE",
  });

  // The first owner is asked for, and then the other, by the same new key.
  await run(lostHome, 0);
  expect(await check(0)).toEqual([]);
  merge();
  expect(read(PATH).lost).toEqual({ key: old.fingerprint, email: "o@example.org" });
  await run(lostHome, HOUR, { email: "s@example.org" });
  // What was asked for stays, without the flag too.
  const commit = repository.git("rev-parse", "recover/less");
  await run(lostHome, 2 * HOUR);
  expect(repository.git("rev-parse", "recover/less")).toBe(commit);
  expect(await check(2 * HOUR)).toEqual([]);
  merge();
  const { key, lost } = read(PATH);
  expect(lost).toEqual({ key: second.fingerprint, email: "s@example.org" });
  expect(readdirSync(join(lostHome, "keys"))).toEqual([`${key}.asc`]);
  expect((await run(lostHome, 3 * HOUR)).out).toContain("a maintainer mails a code to s@example.org");

  setOwners(owners[1], owners[0]);
  const { code, out } = await challenge(4 * HOUR);
  expect(out).toMatch(/^To: s@example\.org\n/);
  await run(lostHome, 5 * HOUR, { code });
  merge();
  setOwners(...owners);
  await run(lostHome, 16 * DAY);
  expect(await check(16 * DAY)).toEqual([]);
  merge();
  expect(read("catalog/le/less.json").owners).toEqual([owners[0], { ...owners[1], key }]);
});

test("no step follows once the owner has changed; then it can be asked for anew", async () => {
  const { repository, old, lostHome, run, check, merge, setOwners, read, request } = await start();
  await run(lostHome, 0);
  merge();
  const { key } = read(PATH);
  const moved = { email: "n@example.org", key: old.fingerprint };
  setOwners(moved);
  await expect(run(makeFolder(), HOUR, { challenge: true })).rejects.toMatchObject({
    code: "USAGE",
    message: "the owner of less whose key was lost has changed since the request",
  });
  const { code } = await request(lostHome, 2 * HOUR);
  expect(read(PATH)).toMatchObject({ key, lost: moved });
  await run(lostHome, DAY, { code });
  setOwners({ ...moved, email: "m@example.org" });
  expect(await check(DAY)).toContain("RECOVERY_STAGE");
  merge(DAY);
  const late = await run(lostHome, 20 * DAY);
  expect(late).toMatchObject({ status: 1, err: expect.stringContaining("RECOVERY_STAGE") });
  expect(repository.git("branch", "--list", "recover/less")).toBe("");
});

test("a vetoed key is not asked for again", async () => {
  const { repository, ownerHome, strangerHome, run, check, read } = await start();
  await run(strangerHome, 0);
  const asked = repository.git("rev-parse", "recover/less");
  repository.git("merge", "--quiet", "--ff-only", "recover/less");
  const { key } = read(PATH);
  await run(ownerHome, HOUR, { veto: true });
  repository.git("merge", "--quiet", "--ff-only", "recover/less");
  // The branch of the request is still there, as in the clone of who asked.
  repository.git("branch", "--quiet", "--force", "recover/less", asked);
  await run(strangerHome, 2 * HOUR);
  expect(await check(2 * HOUR)).toEqual([]);
  expect(JSON.parse(repository.git("show", `recover/less:${PATH}`)).key).not.toBe(key);
});
