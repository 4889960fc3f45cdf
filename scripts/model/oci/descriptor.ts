import { isJsonObject, type Json, type JsonObject } from "../json.ts";
import { isDigest } from "./reference.ts";

/** Texts by dotted keys. */
export type Annotations = Readonly<Record<string, string>>;

/** What names bytes in a registry (OCI image-spec 1.1, "Descriptor"). */
export interface Descriptor {
  readonly mediaType: string;
  /** `sha256:` and 64 hex digits. */
  readonly digest: string;
  /** Bytes. */
  readonly size: number;
  /** In a list of referrers: what the manifest says that it is. */
  readonly artifactType?: string;
  readonly annotations?: Annotations;
  readonly platform?: Platform;
}

/** What an image runs on. */
export interface Platform {
  readonly architecture: string;
  readonly os: string;
  readonly variant?: string;
}

/** The media types that are read and written here. */
export const MEDIA = {
  manifest: "application/vnd.oci.image.manifest.v1+json",
  index: "application/vnd.oci.image.index.v1+json",
  config: "application/vnd.oci.image.config.v1+json",
  layer: "application/vnd.oci.image.layer.v1.tar+gzip",
  empty: "application/vnd.oci.empty.v1+json",
} as const;

/** What Docker called the same before there was OCI; read only. */
export const DOCKER: Readonly<Record<string, string>> = {
  "application/vnd.docker.distribution.manifest.v2+json": MEDIA.manifest,
  "application/vnd.docker.distribution.manifest.list.v2+json": MEDIA.index,
  "application/vnd.docker.container.image.v1+json": MEDIA.config,
  "application/vnd.docker.image.rootfs.diff.tar.gzip": MEDIA.layer,
};

/** A media type as OCI spells it. */
export function translateMediaType(mediaType: string): string {
  return Object.hasOwn(DOCKER, mediaType) ? DOCKER[mediaType]! : mediaType;
}

/** One manifest: an image, or any other artifact (OCI image-spec 1.1, "Image Manifest"). */
export interface Manifest {
  readonly schemaVersion: 2;
  readonly mediaType: typeof MEDIA.manifest;
  readonly artifactType?: string;
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
  /** What it says something of. */
  readonly subject?: Descriptor;
  readonly annotations?: Annotations;
}

/** A list of manifests (OCI image-spec 1.1, "Image Index"). */
export interface Index {
  readonly schemaVersion: 2;
  readonly mediaType: typeof MEDIA.index;
  readonly manifests: readonly Descriptor[];
  readonly annotations?: Annotations;
}

/** Layers of one image, and manifests of one list: more than any has. */
const MOST = 1_000;

/**
 * A manifest or a list of them that a registry sent, with OCI's media types; `undefined` when it is neither, or anything
 * in it that is used here has another shape.
 */
export function parseManifest(document: JsonObject): Manifest | Index | undefined {
  const { schemaVersion, manifests, config, layers, subject, artifactType } = document;
  const annotations = parseAnnotations(document.annotations);
  if (schemaVersion !== 2 || annotations === undefined) return undefined;
  const said = { schemaVersion, ...(document.annotations === undefined ? {} : { annotations }) } as const;
  if (manifests !== undefined) {
    const list = parseAll(manifests);
    return list && { ...said, mediaType: MEDIA.index, manifests: list };
  }
  const [one, all, about] = [parseDescriptor(config), parseAll(layers), parseDescriptor(subject)];
  if (one === undefined || all === undefined || (subject !== undefined && about === undefined))
    return undefined;
  return {
    ...said,
    mediaType: MEDIA.manifest,
    ...(typeof artifactType === "string" ? { artifactType } : {}),
    config: one,
    layers: all,
    ...(about === undefined ? {} : { subject: about }),
  };
}

function parseAll(value: Json | undefined): Descriptor[] | undefined {
  if (!Array.isArray(value) || value.length > MOST) return undefined;
  const parsed = value.map(parseDescriptor);
  return parsed.every(one => one !== undefined) ? parsed : undefined;
}

function parseDescriptor(value: Json | undefined): Descriptor | undefined {
  if (!isJsonObject(value)) return undefined;
  const { mediaType, digest, size, artifactType, platform } = value;
  const annotations = parseAnnotations(value.annotations);
  const isRight =
    typeof mediaType === "string" && isDigest(digest) && typeof size === "number" && size >= 0 && annotations;
  if (!isRight) return undefined;
  const on = parsePlatform(platform);
  return {
    mediaType: translateMediaType(mediaType),
    digest,
    size,
    ...(typeof artifactType === "string" ? { artifactType } : {}),
    ...(value.annotations === undefined ? {} : { annotations }),
    ...(on === undefined ? {} : { platform: on }),
  };
}

function parsePlatform(value: Json | undefined): Platform | undefined {
  if (!isJsonObject(value)) return undefined;
  const { architecture, os, variant } = value;
  if (typeof architecture !== "string" || typeof os !== "string") return undefined;
  return { architecture, os, ...(typeof variant === "string" ? { variant } : {}) };
}

function parseAnnotations(value: Json = {}): Annotations | undefined {
  // Some programs write null for none.
  if (value === null) return {};
  const isRight = isJsonObject(value) && Object.values(value).every(text => typeof text === "string");
  return isRight ? (value as Annotations) : undefined;
}
