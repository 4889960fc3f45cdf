/** Whether a text is the pin of an npm release: Subresource Integrity by one SHA-512, `sha512-` and base64. */
export function isIntegrity(text: string): boolean {
  return /^sha512-[A-Za-z0-9+/]{86}==$/.test(text);
}

/** Whether a text is a digest of files: Go's dirhash Hash1, `h1:` and base64. */
export function isTreeDigest(text: string): boolean {
  return /^h1:[A-Za-z0-9+/]{43}=$/.test(text);
}
