import { expect, test } from "vitest";
import type { Json, JsonObject } from "../json.ts";
import { MEDIA, parseManifest, translateMediaType } from "./descriptor.ts";

const DIGEST = `sha256:${"a".repeat(64)}`;
const aDescriptor = (fields: JsonObject = {}): JsonObject => ({
  mediaType: MEDIA.layer,
  digest: DIGEST,
  size: 3,
  ...fields,
});
const aManifest = (fields: Record<string, Json | undefined> = {}) =>
  ({
    schemaVersion: 2,
    mediaType: MEDIA.manifest,
    config: aDescriptor(),
    layers: [aDescriptor()],
    ...fields,
  }) as JsonObject;

test("a manifest with a subject, and a list of manifests", () => {
  const manifest = aManifest({ subject: aDescriptor(), artifactType: "x/y", annotations: { a: "b" } });
  expect(parseManifest(manifest)).toEqual(manifest);
  const platform = { architecture: "arm64", os: "linux", variant: "v8" };
  const index = {
    schemaVersion: 2,
    mediaType: MEDIA.index,
    manifests: [aDescriptor({ platform, artifactType: "x/y", annotations: { a: "b" } })],
  };
  expect(parseManifest(index)).toEqual(index);
});

test("Docker's media types become OCI's", () => {
  const layer = "application/vnd.docker.image.rootfs.diff.tar.gzip";
  const parsed = parseManifest(aManifest({ layers: [aDescriptor({ mediaType: layer })] }));
  expect(parsed).toMatchObject({ layers: [{ mediaType: MEDIA.layer }] });
  expect(translateMediaType("constructor")).toBe("constructor");
});

test.each<[string, JsonObject]>([
  ["another version", aManifest({ schemaVersion: 1 })],
  ["no config", aManifest({ config: undefined })],
  ["no list of layers", aManifest({ layers: {} })],
  ["too many layers", aManifest({ layers: Array.from({ length: 1_001 }, () => aDescriptor()) })],
  ["another digest", aManifest({ layers: [aDescriptor({ digest: "md5:x" })] })],
  ["a path for a digest", aManifest({ layers: [aDescriptor({ digest: "sha256:../../x" })] })],
  ["a size below nothing", aManifest({ layers: [aDescriptor({ size: -1 })] })],
  ["a subject that is none", aManifest({ subject: "x" })],
  ["annotations that are no texts", aManifest({ annotations: { a: 1 } })],
  ["a list of nothing", { schemaVersion: 2, manifests: [1] }],
])("%s", (_what, document) => {
  expect(parseManifest(document)).toBeUndefined();
});
