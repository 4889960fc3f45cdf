import { PakError } from "../../errors.ts";
import {
  type Annotations,
  type Descriptor,
  type Manifest,
  MEDIA,
  type Platform,
} from "../../model/oci/descriptor.ts";
import { type Base, choosePlatform, extendConfig, extendManifest } from "../../model/oci/image.ts";
import { type Reference, renderPlace } from "../../model/oci/reference.ts";
import { type Blob, renderBlob } from "./blob.ts";
import { makeRegistryError, type RegistryMeans } from "./connection.ts";
import type { PackageLayer } from "./package-layer.ts";
import { openRepository, readDocument } from "./repository.ts";

/** Bytes that an image needs, had when they are asked for. */
export interface ImagePart {
  readonly descriptor: Descriptor;
  load(): Promise<Uint8Array<ArrayBuffer>>;
}

/** An image, ready to be written or pushed. */
export interface Image {
  readonly manifest: Blob;
  /** Its layers, and its config last. */
  readonly parts: readonly ImagePart[];
}

/** An image in a registry that another stands on. */
export interface FetchedBase extends Base {
  /** Of its manifest. */
  readonly digest: string;
  readonly layers: readonly ImagePart[];
}

/**
 * Finds the image that a reference names, for a platform. Its layers stay where they are until they are needed.
 *
 * @throws PakError NOT_FOUND without such an image, and as a repository does
 */
export async function fetchBase(
  reference: Reference,
  platform: Platform,
  means: RegistryMeans,
): Promise<FetchedBase> {
  const repository = openRepository(reference, means);
  const named = await repository.fetchManifest(reference.digest ?? reference.tag!);
  if (named === undefined) throw makeMissingError(reference, "is not there");
  let { document, descriptor } = named;
  if (document.mediaType === MEDIA.index) {
    const chosen = choosePlatform(document.manifests, platform);
    const what = `is not there for ${platform.os}/${platform.architecture}`;
    const one = chosen && (await repository.fetchManifest(chosen.digest));
    if (one === undefined) throw makeMissingError(reference, what);
    ({ document, descriptor } = one);
  }
  if (document.mediaType === MEDIA.index) throw makeRegistryError(repository.place, "has lists inside lists");
  const manifest: Manifest = document;
  const config = readDocument(await repository.fetchBlob(manifest.config), `${repository.place}: the config`);
  const layers = manifest.layers.map(layer => ({
    descriptor: layer,
    load: () => repository.fetchBlob(layer),
  }));
  return { manifest, config, digest: descriptor.digest, layers };
}

/**
 * Puts a layer on top of a base, or on nothing.
 *
 * @throws PakError REGISTRY when the base's config does not fit its manifest
 */
export function assembleImage(
  layer: PackageLayer,
  base: FetchedBase | undefined,
  platform: Platform,
  said: { readonly labels: Annotations; readonly created: string; readonly by: string },
): Image {
  const config = extendConfig(base, platform, { ...said, diffId: layer.diffId });
  if (typeof config === "string") {
    throw new PakError("REGISTRY", `the base ${base!.digest} ${config}`, { fix: "choose another base" });
  }
  const blob = renderBlob(config, MEDIA.config);
  const manifest = extendManifest(base, blob.descriptor, layer.descriptor, said.labels);
  return {
    manifest: renderBlob(manifest, MEDIA.manifest),
    parts: [...(base?.layers ?? []), makePart(layer), makePart(blob)],
  };
}

function makePart({ descriptor, bytes }: Blob): ImagePart {
  return { descriptor, load: async () => bytes };
}

function makeMissingError(reference: Reference, what: string): PakError {
  const { tag, digest } = reference;
  return new PakError("NOT_FOUND", `the base ${renderPlace(reference)} ${digest ?? tag} ${what}`, {
    fix: "check the reference, or choose another one: --base REF, --platform OS/ARCHITECTURE",
  });
}
