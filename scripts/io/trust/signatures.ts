import type { PrivateKey } from "openpgp";
import { PakError } from "../../errors.ts";
import { FINGERPRINT } from "../../model/entry/owners.ts";

/** A private key, unlocked, that signs. */
export interface SigningKey {
  /** Primary fingerprint, 40 upper-case hex digits. */
  readonly fingerprint: string;
  /** The armored public key, as published. */
  readonly publicKey: string;
  /** An armored detached signature over bytes, dated `now`. The same bytes and date give the same signature. */
  sign(bytes: Uint8Array, now: Date): Promise<string>;
}

/**
 * Makes an Ed25519 key that stock gpg 2.2 and later can read.
 *
 * @param passphrase protects the private part; absent: it is stored in the clear (a development key)
 */
export async function makeKey(given: {
  readonly name: string;
  readonly email: string;
  readonly now: Date;
  readonly passphrase?: string;
}): Promise<{ privateKey: string; publicKey: string }> {
  const openpgp = await import("openpgp");
  const { name, email, now, passphrase } = given;
  return openpgp.generateKey({
    type: "ecc",
    curve: "ed25519Legacy",
    userIDs: [{ name, email }],
    // A signature is compared with whole seconds: a key must not look younger than what it signs at once.
    date: new Date(Math.floor(now.getTime() / 1000) * 1000),
    format: "armored",
    ...(passphrase === undefined ? {} : { passphrase }),
  });
}

/**
 * Reads and unlocks a private key. Neither the key nor the passphrase is ever in an error.
 *
 * @throws PakError KEY when it is no private key of version 4, PASSPHRASE when the passphrase does not open it
 */
export async function openKey(armored: string, passphrase?: string): Promise<SigningKey> {
  const openpgp = await import("openpgp");
  const locked = await openpgp.readPrivateKey({ armoredKey: armored }).catch(() => {
    throw new PakError("KEY", "the signing key is no armored OpenPGP private key", {
      fix: "export it with: gpg --armor --export-secret-keys FINGERPRINT",
    });
  });
  const fingerprint = locked.getFingerprint().toUpperCase();
  if (!FINGERPRINT.test(fingerprint)) {
    throw new PakError("KEY", `the signing key ${fingerprint} is not of version 4`, {
      fix: "make one that stock gpg reads: pak key init",
    });
  }
  const key = locked.isDecrypted() ? locked : await unlock(locked, passphrase);
  return {
    fingerprint,
    publicKey: key.toPublic().armor(),
    sign: (bytes, now) => signBytes(key, bytes, now),
  };
}

async function unlock(locked: PrivateKey, passphrase: string | undefined): Promise<PrivateKey> {
  const openpgp = await import("openpgp");
  if (passphrase === undefined) {
    throw new PakError("PASSPHRASE", "the signing key is protected and no passphrase was given", {
      fix: "set PAK_SIGNING_PASSPHRASE",
    });
  }
  return openpgp.decryptKey({ privateKey: locked, passphrase }).catch(() => {
    throw new PakError("PASSPHRASE", "the passphrase does not open the signing key", {
      fix: "check PAK_SIGNING_PASSPHRASE",
    });
  });
}

async function signBytes(key: PrivateKey, bytes: Uint8Array, now: Date): Promise<string> {
  const openpgp = await import("openpgp");
  const message = await openpgp.createMessage({ binary: bytes });
  const signed = openpgp.sign({
    message,
    signingKeys: key,
    detached: true,
    date: now,
    format: "armored",
    // The salt notation guards against faulty hardware; without it two builds of one commit are byte-identical.
    config: { nonDeterministicSignaturesViaNotation: false },
  });
  return signed.catch((cause: Error) => {
    throw new PakError("KEY", `the key ${key.getFingerprint().toUpperCase()} can't sign: ${cause.message}`, {
      fix: "check this computer's clock, and that the key is for signing and has not expired",
      cause,
    });
  }) as Promise<string>;
}
