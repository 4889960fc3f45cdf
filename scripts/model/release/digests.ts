/** Whether a text is the pin of an npm release: Subresource Integrity by one SHA-512, `sha512-` and base64. */
export function isIntegrity(text: string): boolean {
  return /^sha512-[A-Za-z0-9+/]{86}==$/.test(text);
}

/** Whether a value is a SHA-256 as the catalog writes it: 64 hex digits in lower case. */
export function isSha256(value: unknown): value is string {
  return typeof value === "string" && /^[0-9a-f]{64}$/.test(value);
}

/** Whether a text is a digest of files: Go's dirhash Hash1, `h1:` and base64. */
export function isTreeDigest(text: string): boolean {
  return /^h1:[A-Za-z0-9+/]{43}=$/.test(text);
}

/** The bytes of a pin, `sha512-` or `h1:` and base64, in hex: what SBOMs and attestations write. */
export function renderHex(pin: string): string {
  const bytes = atob(pin.replace(/^(?:sha512-|h1:)/, ""));
  return Array.from(bytes, byte => byte.charCodeAt(0).toString(16).padStart(2, "0")).join("");
}
