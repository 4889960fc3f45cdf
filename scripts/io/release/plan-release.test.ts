import { expect, test } from "vitest";
import { TYPES } from "../../model/oci/package-manifest.ts";
import { aReleasePlan } from "../../test/release-plan.ts";

const PLACE = "ghcr.io/acme/a";

test("a build has the same digests whenever it is released, and another build has others", async () => {
  const [one, two] = [await aReleasePlan(PLACE), await aReleasePlan(PLACE)];
  expect(two.plan).toEqual(one.plan);
  const other = await aReleasePlan(PLACE, { files: { "a.js": "other" } });
  expect(other.plan.mark.oci).not.toBe(one.plan.mark.oci);
});

test("the papers name the artifact, and the catalog is told of all three", async () => {
  const { artifact, sbom, provenance, mark } = (await aReleasePlan(PLACE)).plan;
  const { digest, size, mediaType } = artifact.manifest.descriptor;
  for (const { document } of [sbom, provenance])
    expect(document.subject).toEqual({ digest, size, mediaType });
  expect([artifact, sbom, provenance].map(({ document }) => document.artifactType)).toEqual([
    TYPES.package,
    TYPES.sbom,
    TYPES.provenance,
  ]);
  expect(artifact.document.annotations).toMatchObject({
    "org.opencontainers.image.title": "a",
    "org.opencontainers.image.created": "2026-10-18T12:00:00Z",
  });
  const { blob } = artifact;
  expect(mark).toMatchObject({
    sha256: blob.descriptor.digest.replace("sha256:", ""),
    size: blob.bytes.length,
    oci: `${PLACE}@${digest}`,
    builder: "make",
    sandbox: "bubblewrap",
    tests: "passed",
    built: "2026-11-21T12:00:00Z",
    sbom: { oci: `${PLACE}@${sbom.manifest.descriptor.digest}` },
  });
});
