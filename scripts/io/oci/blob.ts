import { hash } from "node:crypto";
import type { Descriptor } from "../../model/oci/descriptor.ts";

/** Bytes, and what names them in a registry. */
export interface Blob {
  readonly descriptor: Descriptor;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Names bytes. */
export function describe(bytes: Uint8Array, mediaType: string): Descriptor {
  return { mediaType, digest: digestOf(bytes), size: bytes.length };
}

/** Bytes and their name. */
export function makeBlob(content: Uint8Array | string, mediaType: string): Blob {
  const bytes = new Uint8Array(typeof content === "string" ? Buffer.from(content) : content);
  return { bytes, descriptor: describe(bytes, mediaType) };
}

/** A document of a registry as bytes: the same document gives the same ones. */
export function renderBlob(document: object, mediaType: string): Blob {
  return makeBlob(JSON.stringify(document), mediaType);
}

/** `sha256:` and hex. */
export function digestOf(bytes: Uint8Array): string {
  return `sha256:${hash("sha256", bytes)}`;
}
