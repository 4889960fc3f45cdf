import * as openpgp from "openpgp";
import { expect, test } from "vitest";
import { DAY, HOUR, later, NOON } from "../../test/world.ts";
import { examineSignature, isSignedBy } from "./verify-signature.ts";

const bytes = new Uint8Array(Buffer.from("what is signed\n"));

/** A key that lives for some seconds, or for ever, and its signature over the bytes at noon. */
async function makeSigned(seconds = 0) {
  const { privateKey, publicKey, revocationCertificate } = await openpgp.generateKey({
    type: "ecc",
    curve: "ed25519Legacy",
    userIDs: [{ name: "Test", email: "test@example.org" }],
    date: NOON,
    keyExpirationTime: seconds,
    format: "object",
  });
  const message = await openpgp.createMessage({ binary: bytes });
  const armored: string = await openpgp.sign({
    message,
    signingKeys: privateKey,
    detached: true,
    date: NOON,
  });
  return { key: publicKey, revocationCertificate, armored };
}

const orderOf = ({ key, armored }: { key: openpgp.Key; armored: string }, now: Date) => ({
  bytes,
  armored,
  keyText: key.armor(),
  fingerprint: key.getFingerprint().toUpperCase(),
  now,
});
const isGood = (...given: Parameters<typeof orderOf>) => isSignedBy(orderOf(...given));

test("a signature counts until its key expires, however old it is", async () => {
  const lasting = await makeSigned();
  const brief = await makeSigned(2 * 86_400);
  expect([await isGood(lasting, later(DAY)), await isGood(brief, later(DAY))]).toEqual([true, true]);
  expect([await isGood(lasting, later(3 * DAY)), await isGood(brief, later(3 * DAY))]).toEqual([true, false]);
  expect((await examineSignature(orderOf(brief, later(3 * DAY))))?.keyState).toBe("expired");
});

test("a revoked key's signatures count no more, whenever they were made", async () => {
  const { key, revocationCertificate, armored } = await makeSigned();
  const date = later(DAY);
  const { publicKey } = await openpgp.revokeKey({ key, revocationCertificate, date, format: "object" });
  const revoked = { key: publicKey, armored };
  expect(await isGood(revoked, later(2 * DAY))).toBe(false);
  expect((await examineSignature(orderOf(revoked, later(2 * DAY))))?.keyState).toBe("revoked");
});

/** A lasting key whose signing subkey lives for two days, and the subkey's signature at noon. */
async function makeSubkeySigned() {
  const { privateKey, publicKey } = await openpgp.generateKey({
    type: "ecc",
    curve: "ed25519Legacy",
    userIDs: [{ name: "Test", email: "test@example.org" }],
    date: NOON,
    subkeys: [{ sign: true, keyExpirationTime: 2 * 86_400 }],
    format: "object",
  });
  const message = await openpgp.createMessage({ binary: bytes });
  const armored: string = await openpgp.sign({
    message,
    signingKeys: privateKey,
    detached: true,
    date: NOON,
  });
  return { privateKey, key: publicKey as openpgp.Key, armored };
}

test("a subkey's signature counts until the subkey expires", async () => {
  const signed = await makeSubkeySigned();
  expect(await isGood(signed, later(DAY))).toBe(true);
  expect(await isGood(signed, later(3 * DAY))).toBe(false);
  expect(await examineSignature(orderOf(signed, later(3 * DAY)))).toMatchObject({
    isValid: true,
    keyState: "expired",
  });
});

test("a revoked subkey's signatures count no more", async () => {
  const { privateKey, key, armored } = await makeSubkeySigned();
  const primary = privateKey.keyPacket as openpgp.SecretKeyPacket;
  const reason = { flag: openpgp.enums.reasonForRevocation.keyCompromised };
  key.subkeys[0] = await key.subkeys[0]!.revoke(primary, reason, later(HOUR));
  expect(await isGood({ key, armored }, later(DAY))).toBe(false);
  expect((await examineSignature(orderOf({ key, armored }, later(DAY))))?.keyState).toBe("revoked");
});

test("a signature of text is none over bytes, whatever their line breaks", async () => {
  const { privateKey, key } = await makeSubkeySigned();
  for (const text of ["what is signed\n", "what is signed\r\n"]) {
    const message = await openpgp.createMessage({ text });
    const armored: string = await openpgp.sign({
      message,
      signingKeys: privateKey,
      detached: true,
      date: NOON,
    });
    expect(await isGood({ key, armored }, later(DAY))).toBe(false);
  }
});

test("two signatures in one block are none, and neither is one that names another key", async () => {
  const signed = await makeSigned();
  const signature = await openpgp.readSignature({ armoredSignature: signed.armored });
  signature.packets.push(signature.packets[0]!);
  const doubled = { ...signed, armored: signature.armor() };
  expect(await isGood(doubled, later(DAY))).toBe(false);
  const { key } = await makeSigned();
  expect(await examineSignature(orderOf({ ...signed, key }, later(DAY)))).toBeUndefined();
});

test("bytes that are others leave the facts of the key, and no valid signature", async () => {
  const signed = await makeSigned();
  const order = { ...orderOf(signed, later(DAY)), bytes: new Uint8Array(Buffer.from("what is said\n")) };
  expect(await examineSignature(order)).toEqual({
    isValid: false,
    hash: "SHA512",
    fingerprint: order.fingerprint,
    keyState: "good",
    created: NOON,
  });
});
