import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as openpgp from "openpgp";
import { expect, test } from "vitest";
import { makeFolder, writeFiles } from "../../test/repository.ts";
import { makeKey, openKey } from "./signatures.ts";
import { isSignedBy } from "./verify-signature.ts";

const NOW = new Date("2026-11-01T12:00:00Z");
const LATER = new Date("2026-11-02T12:00:00Z");
const bytes = new Uint8Array(Buffer.from("what is signed\n"));
const hasGpg = spawnSync("gpg", ["--version"]).status === 0;

async function makeSigner(passphrase?: string) {
  const made = await makeKey({
    name: "Test",
    email: "test@example.org",
    now: NOW,
    ...(passphrase ? { passphrase } : {}),
  });
  const key = await openKey(made.privateKey, passphrase);
  return { key, ...made };
}

const verify = (armored: string, keyText: string, fingerprint: string, now = LATER, what = bytes) =>
  isSignedBy({ bytes: what, armored, keyText, fingerprint, now });

test("the same bytes, key and date give the same signature", async () => {
  const { key } = await makeSigner();
  expect(await key.sign(bytes, NOW)).toBe(await key.sign(bytes, NOW));
});

test("a key of a later date can't sign, and the error says where to look", async () => {
  const { key } = await makeSigner();
  await expect(key.sign(bytes, new Date("2026-10-01T00:00:00Z"))).rejects.toMatchObject({
    code: "KEY",
    fix: expect.stringContaining("clock"),
  });
});

test("a good signature is good, and nothing else is", async () => {
  const { key } = await makeSigner();
  const other = (await makeSigner()).key;
  const signature = await key.sign(bytes, NOW);
  expect(await verify(signature, key.publicKey, key.fingerprint)).toBe(true);
  expect(
    await verify(signature, key.publicKey, key.fingerprint, LATER, new Uint8Array(Buffer.from("other"))),
  ).toBe(false);
  expect(await verify(signature, other.publicKey, other.fingerprint)).toBe(false);
  expect(await verify(signature, key.publicKey, other.fingerprint)).toBe(false);
  expect(await verify(`${signature}\n${signature}`, key.publicKey, key.fingerprint)).toBe(false);
  expect(await verify(`Comment\n${signature}`, key.publicKey, key.fingerprint)).toBe(false);
  expect(await verify(signature.padEnd(8_193), key.publicKey, key.fingerprint)).toBe(false);
  expect(await verify("no armor", key.publicKey, key.fingerprint)).toBe(false);
});

test("a signature from the future is refused, a clock a little slow is not", async () => {
  const { key } = await makeSigner();
  const signature = await key.sign(bytes, new Date("2026-11-10T12:00:00Z"));
  expect(await verify(signature, key.publicKey, key.fingerprint, new Date("2026-11-08T12:00:00Z"))).toBe(
    false,
  );
  expect(await verify(signature, key.publicKey, key.fingerprint, new Date("2026-11-09T13:00:00Z"))).toBe(
    true,
  );
});

test("a protected key opens with its passphrase alone, and errors hold no secret", async () => {
  const { privateKey } = await makeKey({
    name: "T",
    email: "t@example.org",
    now: NOW,
    passphrase: "correct horse",
  });
  await expect(openKey(privateKey)).rejects.toMatchObject({ code: "PASSPHRASE" });
  await expect(openKey(privateKey, "wrong horse")).rejects.toSatisfy(
    error => !String(error).includes("horse"),
  );
  await expect(openKey("nonsense")).rejects.toMatchObject({ code: "KEY" });
  const { privateKey: young } = await openpgp.generateKey({
    userIDs: [{ email: "t@example.org" }],
    config: { v6Keys: true },
  });
  await expect(openKey(young)).rejects.toMatchObject({
    code: "KEY",
    message: expect.stringContaining("version 4"),
  });
  expect((await openKey(privateKey, "correct horse")).fingerprint).toMatch(/^[0-9A-F]{40}$/);
});

test.skipIf(!hasGpg)("stock gpg verifies our signatures in an empty keyring", async () => {
  const { key } = await makeSigner();
  const home = makeFolder();
  writeFiles(home, { "key.asc": key.publicKey, message: bytes, "message.asc": await key.sign(bytes, NOW) });
  const gpg = (...words: string[]) =>
    execFileSync("gpg", ["--homedir", home, "--batch", "--quiet", ...words], { cwd: home, stdio: "pipe" });
  gpg("--import", "key.asc");
  expect(() => gpg("--verify", "message.asc", "message")).not.toThrow();
});

test.skipIf(!hasGpg)(
  "we verify stock gpg's signatures, but not with SHA-1, nor of an expired or revoked key",
  async () => {
    const home = makeFolder();
    const gpg = (...words: string[]) =>
      execFileSync(
        "gpg",
        ["--homedir", home, "--batch", "--yes", "--pinentry-mode", "loopback", "--passphrase", "", ...words],
        { cwd: home, stdio: "pipe", encoding: "utf8" },
      );
    const generate = (email: string, expires: string) => {
      gpg("--quick-generate-key", email, "ed25519", "sign", expires);
      const fingerprint = /^fpr:+([0-9A-F]{40}):/m.exec(gpg("--with-colons", "--fingerprint", email))![1]!;
      return { fingerprint, publicKey: () => gpg("--armor", "--export", fingerprint) };
    };
    const sign = (fingerprint: string, ...words: string[]) => {
      writeFiles(home, { message: bytes });
      gpg(
        ...words,
        "--local-user",
        fingerprint,
        "--armor",
        "--detach-sign",
        "--output",
        "message.asc",
        "message",
      );
      return readFileSync(join(home, "message.asc"), "utf8");
    };
    const lasting = generate("lasting@example.org", "0");
    const now = new Date();
    const good = sign(lasting.fingerprint);
    expect(await verify(good, lasting.publicKey(), lasting.fingerprint, now)).toBe(true);
    const brief = generate("brief@example.org", "1d");
    const signed = sign(brief.fingerprint);
    expect(await verify(signed, brief.publicKey(), brief.fingerprint, now)).toBe(true);
    expect(
      await verify(signed, brief.publicKey(), brief.fingerprint, new Date(now.getTime() + 3 * 86_400_000)),
    ).toBe(false);
    const weak = sign(lasting.fingerprint, "--digest-algo", "SHA1", "--allow-weak-digest-algos");
    expect(await verify(weak, lasting.publicKey(), lasting.fingerprint, now)).toBe(false);
    const revocation = join(home, `openpgp-revocs.d/${lasting.fingerprint}.rev`);
    writeFiles(home, { "revoke.asc": readFileSync(revocation, "utf8").replace(/^:-----/m, "-----") });
    gpg("--import", "revoke.asc");
    expect(await verify(good, lasting.publicKey(), lasting.fingerprint, now)).toBe(false);
  },
);
