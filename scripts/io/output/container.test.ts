import { expect, test } from "vitest";
import { MEDIA } from "../../model/oci/descriptor.ts";
import { DEFAULT_PLATFORM } from "../../model/oci/image.ts";
import { makeBlob } from "../oci/blob.ts";
import type { PackageImage } from "../oci/package-image.ts";
import { buildContainer, renderContainer } from "./container.ts";

const manifest = makeBlob("{}", MEDIA.manifest);
const image: PackageImage = { manifest, parts: [], files: 1, layer: "sha256:0", findings: [] };

test("says what was made, of what, and where it is", () => {
  const base = { name: "docker.io/library/debian:12", digest: "sha256:1" };
  const container = `ghcr.io/acme/a/image@${manifest.descriptor.digest}`;
  const done = { base, folder: "/x", container, isRecorded: true };
  const told = buildContainer({ name: "a", version: "1.0.0" }, DEFAULT_PLATFORM, image, done);
  expect(told).toMatchObject({ platform: "linux/amd64", digest: manifest.descriptor.digest });
  expect(renderContainer(told)).toEqual({
    result: ["/x", container],
    notes: [
      `a 1.0.0: 1 file in /usr/share/paks/a on docker.io/library/debian:12, ${told.digest}`,
      "recorded in the catalog",
    ],
  });
});
