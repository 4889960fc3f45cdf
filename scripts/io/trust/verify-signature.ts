import { LIMITS } from "../../model/trust/trust.ts";

/** How far a signer's clock may be ahead of the reader's: as far as a head's issue may be (design, section 8). */
const CLOCK_SKEW = 86_400_000;

/** RFC 9580, section 9.5: SHA-256, SHA-384, SHA-512, SHA3-256, SHA3-512. */
const STRONG_HASHES = new Set([8, 9, 10, 12, 14]);

/**
 * Whether one armored detached signature over `bytes` was made by the key of `keyText` and counts: exactly
 * one armor block of at most 8 KiB, one signature in it, the key's primary fingerprint is `fingerprint`,
 * SHA-256 or better, the key neither expired nor revoked at `now`, the signature not in the future.
 *
 * Neither gpg's exit code nor openpgp's own verdict covers all of these: gpg ends with 0 for revoked and
 * expired keys and for SHA-1, openpgp.js accepts an expired key if the signature is older.
 */
export async function isSignedBy(given: {
  readonly bytes: Uint8Array;
  readonly armored: string;
  /** The armored public key; its digest was compared with the root's. */
  readonly keyText: string;
  readonly fingerprint: string;
  readonly now: Date;
}): Promise<boolean> {
  const { bytes, armored, keyText, fingerprint, now } = given;
  if (!isOneBlock(armored)) return false;
  const openpgp = await import("openpgp");
  try {
    const key = await openpgp.readKey({ armoredKey: keyText });
    if (key.getFingerprint().toUpperCase() !== fingerprint) return false;
    const expiry = await key.getExpirationTime();
    if (expiry === null || expiry <= now || (await key.isRevoked(undefined, undefined, now))) return false;
    const signature = await openpgp.readSignature({ armoredSignature: armored });
    const [packet, ...others] = signature.packets;
    if (packet === undefined || others.length > 0 || !STRONG_HASHES.has(packet.hashAlgorithm ?? 0))
      return false;
    const created = packet.created?.getTime() ?? Number.POSITIVE_INFINITY;
    if (created > now.getTime() + CLOCK_SKEW) return false;
    const { signatures } = await openpgp.verify({
      message: await openpgp.createMessage({ binary: bytes }),
      signature,
      verificationKeys: key,
      date: new Date(Math.max(now.getTime(), created)),
      format: "binary",
    });
    await signatures[0]!.verified;
    return true;
  } catch {
    // Whatever the library can't read or does not accept is no good signature.
    return false;
  }
}

function isOneBlock(armored: string): boolean {
  const text = armored.trim();
  return (
    armored.length <= LIMITS.signature &&
    text.startsWith("-----BEGIN PGP SIGNATURE-----") &&
    text.endsWith("-----END PGP SIGNATURE-----") &&
    text.split("-----BEGIN ").length === 2
  );
}
