/** RFC 9580, section 9.5, without what is too weak to sign with; gpg accepts those with exit code 0. */
const STRONG = new Set(["SHA256", "SHA384", "SHA512", "SHA3-256", "SHA3-512"]);

/** Whether a signature may rest on a digest of this name: SHA-256 or better. */
export function isStrongHash(name: string): boolean {
  return STRONG.has(name);
}
