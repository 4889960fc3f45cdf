import { listAnnotations } from "../../model/oci/annotations.ts";
import { type Descriptor, type Manifest, MEDIA } from "../../model/oci/descriptor.ts";
import {
  buildPackageManifest,
  buildReferrer,
  type NamedFile,
  TYPES,
} from "../../model/oci/package-manifest.ts";
import type { Artifact, ReleasedFile } from "../../model/release/release.ts";
import type { ReadBuild } from "../build/read-build.ts";
import type { Recorded } from "../catalog/recorded.ts";
import { type Blob, makeBlob, renderBlob } from "../oci/blob.ts";

/** A file and the manifest that holds it. */
export interface PlannedFile<Document = Manifest> {
  readonly title: string;
  readonly blob: Blob;
  readonly document: Document;
  readonly manifest: Blob;
}

/** A manifest that says something of another. */
export type Referrer = Manifest & { readonly subject: Descriptor };

/** Everything that a release pushes but its signatures, and what the catalog will say of it. */
export interface ReleasePlan {
  readonly artifact: PlannedFile;
  readonly sbom: PlannedFile<Referrer>;
  readonly provenance: PlannedFile<Referrer>;
  readonly mark: Artifact;
}

/**
 * Plans the release of a build. The same build gives the same bytes and digests, whenever and wherever it is released:
 * its time is that of the recorded release.
 *
 * @param place the repository: `HOST/NAME`
 */
export function planRelease(place: string, { selection, release }: Recorded, read: ReadBuild): ReleasePlan {
  const { build } = read;
  const about = { "org.opencontainers.image.created": release.published };
  const [archive, sbomFile, provenanceFile] = [
    nameFile(build.artifact.file, read.artifact, TYPES.packageLayer),
    nameFile(build.sbom.file, read.sbom, TYPES.sbom),
    nameFile(build.provenance.file, read.provenance, TYPES.provenance),
  ];
  const artifact = planFile(
    archive,
    buildPackageManifest(archive.named, listAnnotations(selection, release)),
  );
  const subject = artifact.manifest.descriptor;
  const sbom = planFile(sbomFile, buildReferrer(TYPES.sbom, sbomFile.named, subject, about));
  const provenance = planFile(
    provenanceFile,
    buildReferrer(TYPES.provenance, provenanceFile.named, subject, about),
  );
  const mark: Artifact = {
    ...describeFile(place, artifact),
    builder: build.builder,
    sandbox: build.sandbox,
    // Others are not read.
    tests: build.tests as "passed" | "none",
    built: build.started,
    sbom: describeFile(place, sbom),
    provenance: describeFile(place, provenance),
  };
  return { artifact, sbom, provenance, mark };
}

interface HeldFile {
  readonly named: NamedFile;
  readonly blob: Blob;
}

function nameFile(title: string, bytes: Uint8Array, mediaType: string): HeldFile {
  const blob = makeBlob(bytes, mediaType);
  return { named: { title, descriptor: blob.descriptor }, blob };
}

function planFile<Document extends Manifest>(
  { named: { title }, blob }: HeldFile,
  document: Document,
): PlannedFile<Document> {
  return { title, blob, document, manifest: renderBlob(document, MEDIA.manifest) };
}

function describeFile(place: string, { blob, manifest }: PlannedFile): ReleasedFile {
  const { digest, size } = blob.descriptor;
  return { sha256: digest.replace("sha256:", ""), size, oci: `${place}@${manifest.descriptor.digest}` };
}
