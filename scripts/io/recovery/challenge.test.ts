import { hash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { trustKeyPath } from "../../model/published/paths.ts";
import {
  parseCode,
  RECOVERY_SCHEMA,
  type Recovery,
  type RecoveryChallenge,
  renderChallengeText,
} from "../../model/recovery/recovery.ts";
import { makeRepository, type Repository } from "../../test/repository.ts";
import { DAY, later, NOON, TOOL } from "../../test/world.ts";
import { loadGuards } from "../schemas/guards.ts";
import { splitRole } from "../trust/next-root.ts";
import { makeKey, openKey, type SigningKey } from "../trust/signatures.ts";
import { makeFirstRoot } from "../trust/trust.ts";
import { digestCode, isChallengeSigned, makeChallenge } from "./challenge.ts";

const KEY = "C".repeat(40);
const lost = { key: "A".repeat(40), email: "o@example.org" };
const recovery: Recovery = {
  $schema: RECOVERY_SCHEMA,
  name: "less",
  key: KEY,
  lost,
  requested: "2026-11-20T12:00:00Z",
};

async function makeSigner(name: string): Promise<SigningKey> {
  const made = await makeKey({ name, email: "m@example.org", now: later(-DAY) });
  return openKey(made.privateKey);
}

const maintainer = await makeSigner("Maintainer");
const stranger = await makeSigner("Stranger");
const firstRoot = await makeFirstRoot({
  catalog: "test",
  key: maintainer,
  isDevelopment: false,
  now: later(-DAY),
});

/** A code and its challenge, by a key or by what else signs. */
function issue(sign: (bytes: Uint8Array) => Promise<string> = bytes => maintainer.sign(bytes, NOON)) {
  return makeChallenge({ catalog: "test", recovery, now: NOON, sign });
}

async function makeChallenged(signer: SigningKey): Promise<Recovery & { challenge: RecoveryChallenge }> {
  const { challenge } = await issue(bytes => signer.sign(bytes, NOON));
  return { ...recovery, challenge };
}

/** Commits files of a published catalog, path below `site/` to text. */
function commitSite(repository: Repository, files: ReadonlyMap<string, string>): string {
  return repository.commit(Object.fromEntries([...files].map(([path, text]) => [`site/${path}`, text])));
}

describe("a new challenge", () => {
  test("has a code as it is typed, which its digest verifies for this recovery only", async () => {
    const { code, challenge } = await issue();
    expect(parseCode(code)).toBe(code);
    expect(challenge.sha256).toBe(
      hash("sha256", `pak-recovery\ntest\nless\n${KEY}\n${lost.key}\n${lost.email}\n${code}\n`),
    );
    expect(challenge.sha256).toBe(digestCode("test", { ...recovery, challenge }, code));
    const others = [
      digestCode("else", recovery, code),
      digestCode("test", { ...recovery, name: "more" }, code),
      digestCode("test", { ...recovery, key: "D".repeat(40) }, code),
      digestCode("test", { ...recovery, lost: { ...lost, key: "D".repeat(40) } }, code),
      digestCode("test", { ...recovery, lost: { ...lost, email: "s@example.org" } }, code),
      digestCode(
        "test",
        recovery,
        code.replace(/.$/, last => (last === "0" ? "1" : "0")),
      ),
    ];
    expect(new Set([...others, challenge.sha256]).size).toBe(7);
  });

  test("ends in seven days, and tells nothing of its code", async () => {
    const { code, challenge } = await issue();
    expect(challenge.expires).toBe("2026-11-28T12:00:00Z");
    expect(JSON.stringify(challenge)).not.toContain(code);
  });

  test("has a code of its own each time", async () => {
    const codes = await Promise.all(Array.from({ length: 20 }, async () => (await issue()).code));
    expect(new Set(codes).size).toBe(20);
  });

  test("is signed over the digest and the end, and recorded in the form of the schema", async () => {
    const signed: string[] = [];
    const { challenge } = await issue(async bytes => {
      signed.push(Buffer.from(bytes).toString());
      const armored = await maintainer.sign(bytes, NOON);
      return `\r\n${armored.replace(/\r?\n/g, "\r\n")}\r\n\r\n`;
    });
    expect(signed).toEqual([renderChallengeText("test", recovery, challenge)]);
    const { recovery: isRecovery } = await loadGuards(TOOL);
    expect(isRecovery({ ...recovery, challenge })).toBe(true);
  });
});

describe("the signature of a challenge", () => {
  /** Whether a recovery is signed by a key of a new catalog's first root. */
  async function isSigned(signed: Recovery, catalog = "test") {
    const repository = makeRepository();
    const commit = commitSite(repository, firstRoot);
    return isChallengeSigned({ root: repository.root, commit, catalog, recovery: signed, now: NOON });
  }

  test("is by a key that signs the index, and by no other", async () => {
    expect(await isSigned(await makeChallenged(maintainer))).toBe(true);
    expect(await isSigned(await makeChallenged(stranger))).toBe(false);
    expect(await isSigned(recovery)).toBe(false);
  });

  test("counts for what was signed, in each part", async () => {
    const right = await makeChallenged(maintainer);
    const { challenge } = right;
    const altered: Recovery[] = [
      { ...right, name: "more" },
      { ...right, key: "D".repeat(40) },
      { ...right, lost: { ...lost, key: "D".repeat(40) } },
      { ...right, lost: { ...lost, email: "s@example.org" } },
      { ...right, challenge: { ...challenge, sha256: "0".repeat(64) } },
      { ...right, challenge: { ...challenge, expires: "2026-11-29T12:00:00Z" } },
      { ...right, challenge: { ...challenge, signature: "signed" } },
    ];
    expect(await Promise.all(altered.map(one => isSigned(one)))).toEqual(altered.map(() => false));
    expect(await isSigned(right, "else")).toBe(false);
    // When it was requested is no part of it.
    expect(await isSigned({ ...right, requested: "2026-11-21T12:00:00Z" })).toBe(true);
  });

  test("is not asked for where the commit has no root, whatever later ones have", async () => {
    const repository = makeRepository();
    const bare = repository.commit({ "site/index.md": "x" });
    const rooted = commitSite(repository, firstRoot);
    const given = { root: repository.root, catalog: "test", now: NOON };
    const byStranger = await makeChallenged(stranger);
    const answers = [bare, rooted].map(commit =>
      isChallengeSigned({ ...given, commit, recovery: byStranger }),
    );
    expect(await Promise.all(answers)).toEqual([true, false]);
    // Without a challenge there is nothing that could be signed.
    expect(await isChallengeSigned({ ...given, commit: bare, recovery })).toBe(false);
  });

  test("is by a key of the newest root that the commit has, for the index and no other role", async () => {
    const repository = makeRepository();
    const first = commitSite(repository, firstRoot);
    const { files } = await splitRole({
      files: firstRoot,
      role: "index",
      publicKey: stranger.publicKey,
      signer: maintainer,
      now: NOON,
    });
    const second = commitSite(repository, files);
    const signed = await Promise.all([maintainer, stranger].map(makeChallenged));
    const answers = [first, second].map(commit =>
      Promise.all(
        signed.map(one =>
          isChallengeSigned({ root: repository.root, commit, catalog: "test", recovery: one, now: NOON }),
        ),
      ),
    );
    expect(await Promise.all(answers)).toEqual([
      [true, false],
      [false, true],
    ]);
  });

  test("is checked with the very bytes of the key that the root names", async () => {
    const path = trustKeyPath(maintainer.fingerprint);
    const right = await makeChallenged(maintainer);
    const resaved = maintainer.publicKey.replace("\n\n", "\nComment: exported again\n\n");
    const answers = [maintainer.publicKey, resaved, stranger.publicKey, undefined].map(publicKey => {
      const repository = makeRepository();
      commitSite(repository, firstRoot);
      const commit = repository.commit({ [`site/${path}`]: publicKey });
      const given = { root: repository.root, commit, catalog: "test", now: NOON };
      return isChallengeSigned({ ...given, recovery: right });
    });
    expect(await Promise.all(answers)).toEqual([true, false, false, false]);
  });
});
