import { isJsonObject, type Json, type JsonObject } from "../json.ts";
import { type Annotations, type Descriptor, type Manifest, MEDIA, type Platform } from "./descriptor.ts";
import { isDigest } from "./reference.ts";

/** An image that another stands on. */
export interface Base {
  readonly manifest: Manifest;
  readonly config: JsonObject;
}

/** What one layer adds to an image. */
export interface Addition {
  /** Of the layer's tar, not compressed: `sha256:…`. */
  readonly diffId: string;
  readonly labels: Annotations;
  /** RFC 3339. */
  readonly created: string;
  /** What made the layer, for the image's history. */
  readonly by: string;
}

/** What an image without a base runs on: files alone run anywhere, but a word has to be said. */
export const DEFAULT_PLATFORM: Platform = { os: "linux", architecture: "amd64" };

/** Fields of a config that say who runs what and where; the rest are Docker's notes about its own making of the base. */
const KEPT = ["architecture", "os", "os.version", "os.features", "variant", "author", "config"];

/**
 * The config of an image with one more layer (OCI image-spec 1.1, "Image Configuration"). Labels of the base stay,
 * save those of OCI, which speak of the base alone; what it runs stays.
 *
 * @returns a sentence's end instead, when the base's config does not fit its manifest
 */
export function extendConfig(
  base: Base | undefined,
  platform: Platform,
  addition: Addition,
): JsonObject | string {
  const { diffId, labels, created, by } = addition;
  const config = base?.config ?? {};
  const [rootfs, settings] = [readObject(config.rootfs), readObject(config.config)];
  const before = rootfs.diff_ids ?? [];
  if (!Array.isArray(before) || !before.every(isDigest)) return "has no list of its layers' digests";
  if (before.length !== (base?.manifest.layers.length ?? 0))
    return "has another number of layers than its config";
  const kept = Object.entries(config).filter(([field]) => KEPT.includes(field));
  const earlier = Object.entries(readObject(settings.Labels)).filter(
    ([key]) => !key.startsWith("org.opencontainers.image."),
  );
  const history = Array.isArray(config.history) ? (config.history as readonly Json[]) : [];
  return {
    ...platform,
    ...Object.fromEntries(kept),
    created,
    config: { ...settings, Labels: { ...Object.fromEntries(earlier), ...labels } },
    rootfs: { type: "layers", diff_ids: [...before, diffId] },
    history: [...history, { created, created_by: by }],
  };
}

/** The manifest of an image with one more layer. */
export function extendManifest(
  base: Base | undefined,
  config: Descriptor,
  layer: Descriptor,
  annotations: Annotations,
): Manifest {
  const below = base?.manifest.layers ?? [];
  return { schemaVersion: 2, mediaType: MEDIA.manifest, config, layers: [...below, layer], annotations };
}

/** Reads `linux/amd64` or `linux/arm64/v8`; `undefined` for anything else. */
export function parsePlatform(text: string): Platform | undefined {
  const [, os, architecture, variant] = /^([a-z0-9]+)\/([a-z0-9_]+)(?:\/([a-z0-9]+))?$/.exec(text) ?? [];
  if (os === undefined || architecture === undefined) return undefined;
  return { os, architecture, ...(variant === undefined ? {} : { variant }) };
}

/** The manifest of a list that is for a platform; without a variant any will do. */
export function choosePlatform(manifests: readonly Descriptor[], wanted: Platform): Descriptor | undefined {
  return manifests.find(
    ({ platform }) =>
      platform?.os === wanted.os &&
      platform.architecture === wanted.architecture &&
      (wanted.variant === undefined || platform.variant === wanted.variant),
  );
}

function readObject(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}
