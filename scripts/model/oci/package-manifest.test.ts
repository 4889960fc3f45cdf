import { expect, test } from "vitest";
import type { JsonObject } from "../json.ts";
import { MEDIA, parseManifest } from "./descriptor.ts";
import { buildPackageManifest, buildReferrer, EMPTY, TYPES } from "./package-manifest.ts";

const aDescriptor = (letter: string, mediaType: string) => ({
  mediaType,
  digest: `sha256:${letter.repeat(64)}`,
  size: 9,
});

test("a package is one layer without a config, and what refers to it names it", () => {
  const archive = { title: "a-1.0.0.tar.gz", descriptor: aDescriptor("a", TYPES.packageLayer) };
  const manifest = buildPackageManifest(archive, { key: "value" });
  expect(manifest).toMatchObject({
    artifactType: TYPES.package,
    config: EMPTY,
    layers: [{ ...archive.descriptor, annotations: { "org.opencontainers.image.title": archive.title } }],
  });
  const subject = { ...aDescriptor("b", MEDIA.manifest), annotations: { left: "out" } };
  const referrer = buildReferrer(TYPES.sbom, archive, subject, {});
  expect(referrer.subject).toEqual(aDescriptor("b", MEDIA.manifest));
  for (const document of [manifest, referrer])
    expect(parseManifest(document as unknown as JsonObject)).toEqual(document);
});
