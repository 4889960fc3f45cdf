import type { Key, Subkey } from "openpgp";
import { isStrongHash } from "../../model/trust/hash.ts";
import { LIMITS } from "../../model/trust/trust.ts";

/** How far a signer's clock may be ahead of the reader's: as far as a head's issue may be (design, section 8). */
const CLOCK_SKEW = 86_400_000;

/** RFC 9580, section 9.5. */
const HASHES = new Map([
  [1, "MD5"],
  [2, "SHA1"],
  [3, "RIPEMD160"],
  [8, "SHA256"],
  [9, "SHA384"],
  [10, "SHA512"],
  [11, "SHA224"],
  [12, "SHA3-256"],
  [14, "SHA3-512"],
]);

/** A signature and the armored public key that is said to have made it. */
export interface SignedBytes {
  readonly bytes: Uint8Array;
  /** A detached signature in one armor block of at most 8 KiB. */
  readonly armored: string;
  readonly keyText: string;
  readonly now: Date;
}

/** What a key is worth. */
type KeyState = "good" | "expired" | "revoked";

/** What cryptography says of a signature. Only all of it together makes a good one. */
export interface SignatureFacts {
  /** Whether the key made it over these very bytes, once, and not in the future. */
  readonly isValid: boolean;
  /** Name of the digest: `SHA256`. */
  readonly hash: string;
  /** The key's primary fingerprint, 40 upper-case hex digits. */
  readonly fingerprint: string;
  /** What the key, and the subkey if one made it, are worth at `now`. */
  readonly keyState: KeyState;
  /** When it was made, as the signer's clock told. */
  readonly created: Date;
}

/**
 * Looks at one armored detached signature. Neither gpg's exit code nor openpgp's own verdict covers all of it:
 * gpg ends with 0 for revoked and expired keys and for SHA-1, openpgp.js accepts an expired key if the
 * signature is older, and text with other line breaks if the signature is one of text.
 *
 * @returns `undefined` when the key or the signature can't be read, or the signature names another key
 */
export async function examineSignature(given: SignedBytes): Promise<SignatureFacts | undefined> {
  const { bytes, armored, keyText, now } = given;
  if (!isOneBlock(armored)) return undefined;
  const openpgp = await import("openpgp");
  try {
    const key = await openpgp.readKey({ armoredKey: keyText });
    const signature = await openpgp.readSignature({ armoredSignature: armored });
    const [packet, ...others] = signature.packets;
    if (packet === undefined || others.length > 0 || key.getKeys(packet.issuerKeyID).length === 0)
      return undefined;
    const isBinary = packet.signatureType === openpgp.enums.signature.binary;
    const hash = HASHES.get(packet.hashAlgorithm ?? 0) ?? "unknown";
    const created = packet.created?.getTime() ?? Number.POSITIVE_INFINITY;
    const date = new Date(Math.max(now.getTime(), created));
    const verified = openpgp.verify({
      message: await openpgp.createMessage({ binary: bytes }),
      signature,
      verificationKeys: key,
      date,
      format: "binary",
    });
    const isRight = await verified
      .then(
        ({ signatures }) => signatures[0]!.verified,
        () => false,
      )
      .catch(() => false);
    return {
      isValid: isRight && isBinary && created <= now.getTime() + CLOCK_SKEW,
      hash,
      fingerprint: key.getFingerprint().toUpperCase(),
      keyState: await stateOf(key, key.getSubkeys(packet.issuerKeyID)[0], now, date),
      created: new Date(Math.min(created, date.getTime())),
    };
  } catch {
    // Whatever the library can't read is no signature.
    return undefined;
  }
}

/** What a key is worth at `now` together with its subkey, which has to be bound to it at `date`. */
async function stateOf(key: Key, subkey: Subkey | undefined, now: Date, date: Date): Promise<KeyState> {
  const revoked = await Promise.all([
    key.isRevoked(undefined, undefined, now),
    // Like the key's own, this one looks at every revocation when none is named; its declared type does not know.
    subkey?.isRevoked(undefined!, key.keyPacket, now),
  ]);
  if (revoked.includes(true)) return "revoked";
  const expiries = await Promise.all([key.getExpirationTime(), subkey?.getExpirationTime(date)]);
  return expiries.some(expiry => expiry === null || (expiry !== undefined && expiry <= now))
    ? "expired"
    : "good";
}

/** Whether one armored detached signature counts: right, strong, by this key, and the key is good at `now`. */
export async function isSignedBy(given: SignedBytes & { readonly fingerprint: string }): Promise<boolean> {
  const facts = await examineSignature(given);
  return (
    facts?.isValid === true &&
    isStrongHash(facts.hash) &&
    facts.keyState === "good" &&
    facts.fingerprint === given.fingerprint
  );
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
