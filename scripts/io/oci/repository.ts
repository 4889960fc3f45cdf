import { PakError } from "../../errors.ts";
import { ARCHIVE_LIMITS } from "../../model/archive/guard.ts";
import type { JsonObject } from "../../model/json.ts";
import {
  type Descriptor,
  DOCKER,
  type Index,
  type Manifest,
  MEDIA,
  parseManifest,
} from "../../model/oci/descriptor.ts";
import type { Reference } from "../../model/oci/reference.ts";
import { parseJson } from "../json/parse.ts";
import { type Blob, describe, digestOf } from "./blob.ts";
import { makeRegistryError, openConnection, type RegistryMeans } from "./connection.ts";

/** A manifest as a registry sent it, its bytes proved. */
export interface FetchedManifest<Document = Manifest | Index> extends Blob {
  readonly document: Document;
}

/** One repository of a registry. Every function throws as a connection does. */
export interface Repository {
  /** `HOST/NAME`. */
  readonly place: string;
  /**
   * The bytes that a descriptor names.
   *
   * @throws PakError NOT_FOUND when there are none, OCI_DIGEST when they are others
   */
  fetchBlob(descriptor: Pick<Descriptor, "digest" | "size">): Promise<Uint8Array<ArrayBuffer>>;
  /** A manifest by digest or tag; `undefined` when there is none. @throws PakError OCI_DIGEST when it is another */
  fetchManifest(digestOrTag: string): Promise<FetchedManifest | undefined>;
  /** Whether bytes with this digest are there. */
  hasBlob(digest: string): Promise<boolean>;
  /** Puts bytes there, unless they are there already. @returns whether they were sent */
  pushBlob(blob: Blob): Promise<boolean>;
  /** Puts a manifest there by its digest, or under a tag. @returns whether the registry lists it as a referrer itself */
  pushManifest(manifest: Blob, tag?: string): Promise<boolean>;
  /**
   * What the registry's own list of referrers says of a manifest; `undefined` when it keeps none. The same again when a
   * tag stands for it (distribution-spec 1.1, "Listing Referrers" and "Referrers Tag Schema").
   */
  fetchReferrers(digest: string): Promise<Index | undefined>;
}

/** Bytes of the largest layer or file: as much as an unpacked package may have. */
const LARGEST_BLOB = ARCHIVE_LIMITS.total;

/** How much a manifest may hold: what registries take at least, and lists of more than a hundred platforms. */
const OCI_LIMITS = { bytes: 4 * 1_048_576, depth: 32, items: 65_536, text: 65_536 } as const;

const ACCEPT = [
  MEDIA.manifest,
  MEDIA.index,
  ...Object.keys(DOCKER).filter(type => type.includes("manifest")),
];

/** Opens a repository of a registry (OCI distribution-spec 1.1). */
export function openRepository(reference: Reference, means: RegistryMeans): Repository {
  const { place, ask, askOnce, retry } = openConnection(reference, means);

  function refuse(status: number, doing: string): never {
    throw makeRegistryError(place, `answered ${status} when asked to ${doing}`);
  }

  return {
    place,
    async fetchBlob({ digest, size }) {
      if (size > LARGEST_BLOB) {
        throw new PakError("TOO_LARGE", `${place}: ${digest} has ${size} bytes`, {
          fix: `use what has at most ${LARGEST_BLOB} in one part`,
        });
      }
      const answer = await ask({ path: `blobs/${digest}`, most: size }).catch((error: unknown) => {
        // More than was named is something else.
        throw error instanceof PakError && error.code === "TOO_LARGE"
          ? makeDigestError(place, digest)
          : error;
      });
      if (answer.status === 404) throw makeMissingError(place, digest);
      if (answer.status !== 200) refuse(answer.status, `send ${digest}`);
      if (answer.body.length !== size || digestOf(answer.body) !== digest)
        throw makeDigestError(place, digest);
      return answer.body;
    },
    async fetchManifest(digestOrTag) {
      const headers = { Accept: ACCEPT.join(", ") };
      const path = `manifests/${digestOrTag}`;
      const { status, body } = await ask({ path, headers, most: OCI_LIMITS.bytes });
      if (status === 404) return undefined;
      if (status !== 200) refuse(status, `send the manifest ${digestOrTag}`);
      const isNamed = digestOrTag.startsWith("sha256:");
      if (isNamed && digestOf(body) !== digestOrTag) throw makeDigestError(place, digestOrTag);
      const document = readManifest(body, `${place}: the manifest ${digestOrTag}`);
      return { document, bytes: body, descriptor: describe(body, document.mediaType) };
    },
    async hasBlob(digest) {
      const { status } = await ask({ method: "HEAD", path: `blobs/${digest}` });
      return status === 200;
    },
    async pushBlob({ descriptor: { digest }, bytes }) {
      if (await this.hasBlob(digest)) return false;
      const { status } = await retry(async () => {
        const started = await askOnce({ method: "POST", path: "blobs/uploads/" });
        const location = started.headers.get("location");
        if (started.status !== 202 || location === null) return started;
        const path = withDigest(new URL(location, started.url), digest);
        const headers = { "Content-Type": "application/octet-stream" };
        return askOnce({ method: "PUT", path, headers, body: bytes });
      });
      if (status !== 201) refuse(status, `take ${digest}`);
      return true;
    },
    async pushManifest({ descriptor: { digest, mediaType }, bytes }, tag) {
      const headers = { "Content-Type": mediaType };
      const path = `manifests/${tag ?? digest}`;
      const answer = await ask({ method: "PUT", path, headers, body: bytes });
      if (answer.status !== 201) refuse(answer.status, `take the manifest ${tag ?? digest}`);
      return answer.headers.has("oci-subject");
    },
    async fetchReferrers(digest) {
      const { status, body, headers } = await ask({ path: `referrers/${digest}`, most: OCI_LIMITS.bytes });
      // Some registries answer a path that they don't know with a page.
      if (status !== 200 || !headers.get("content-type")?.startsWith(MEDIA.index)) return undefined;
      const document = readManifest(body, `${place}: the list of referrers`);
      return document.mediaType === MEDIA.index ? document : undefined;
    },
  };
}

/**
 * Reads a document of a registry.
 *
 * @param what names it in an error
 * @throws PakError REGISTRY when it is no strict JSON object
 */
export function readDocument(bytes: Uint8Array, what: string): JsonObject {
  const parsed = parseJson(bytes, OCI_LIMITS);
  if ("document" in parsed) return parsed.document;
  throw new PakError("REGISTRY", `${what} can't be read: ${parsed.findings[0]!.message}`, {
    fix: "report it to who pushed it",
  });
}

function readManifest(bytes: Uint8Array, what: string): Manifest | Index {
  const document = parseManifest(readDocument(bytes, what));
  if (document !== undefined) return document;
  throw new PakError("REGISTRY", `${what} is neither a manifest nor a list of them`, {
    fix: "check the reference: images and artifacts of OCI are understood, and Docker's version 2",
  });
}

function withDigest(url: URL, digest: string): string {
  url.searchParams.set("digest", digest);
  return url.href;
}

function makeDigestError(place: string, digest: string): PakError {
  return new PakError("OCI_DIGEST", `${place} sent other bytes than ${digest}`, {
    fix: "don't use them, and report it to who runs the registry",
  });
}

function makeMissingError(place: string, digest: string): PakError {
  return new PakError("NOT_FOUND", `${place} has no ${digest}`, {
    fix: "check the reference; it may have been deleted there",
  });
}
