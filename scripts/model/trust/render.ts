import type { Bin, FileDigest, Head, IndexFile, Root } from "./trust.ts";

/** The bytes of a root that get signed. */
export function renderRoot(root: Root): string {
  return `${JSON.stringify(root, null, 2)}\n`;
}

/** The bytes of a head that get signed. */
export function renderHead(head: Head): string {
  return `${JSON.stringify(head, null, 2)}\n`;
}

/** The bytes of an index that get signed: one bin a line, sorted, so that two publications can be compared. */
export function renderIndex(index: IndexFile): string {
  const { bins, ...head } = index;
  return `${JSON.stringify(head).slice(0, -1)},"bins":{\n${renderDigests(bins)}\n}}\n`;
}

/** The bytes of a bin: one package a line, sorted. */
export function renderBin({ type, prefix, names }: Bin): string {
  return `${JSON.stringify({ type, prefix }).slice(0, -1)},"names":{\n${renderDigests(names)}\n}}\n`;
}

/**
 * Keys that are digits alone would be moved to the front by an object, so the text is put together here. Keys
 * are names and hex digits, which JSON writes as they are.
 */
function renderDigests(digests: Readonly<Record<string, FileDigest>>): string {
  return Object.keys(digests)
    .sort()
    .map(key => `"${key}":{"sha256":"${digests[key]!.sha256}","length":${digests[key]!.length}}`)
    .join(",\n");
}
