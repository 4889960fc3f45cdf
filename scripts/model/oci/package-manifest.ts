import { type Annotations, type Descriptor, type Manifest, MEDIA } from "./descriptor.ts";

/** What a released package, and what is said of it, are called in a registry. */
export const TYPES = {
  package: "application/vnd.pak.package.v1",
  packageLayer: "application/vnd.pak.package.layer.v1.tar+gzip",
  /** As the project CycloneDX has registered it. */
  sbom: "application/vnd.cyclonedx+json",
  /** As in-toto has registered it. */
  provenance: "application/vnd.in-toto+json",
  signature: "application/vnd.pak.signature.v1+openpgp",
  /** RFC 3156, section 5. */
  signatureLayer: "application/pgp-signature",
} as const;

/** The empty document (OCI image-spec 1.1, "Guidance for an Empty Descriptor"). */
export const EMPTY: Descriptor = {
  mediaType: MEDIA.empty,
  digest: "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
  size: 2,
};

/** A file that stands alone in a manifest. */
export interface NamedFile {
  /** As who downloads it will find it. */
  readonly title: string;
  readonly descriptor: Descriptor;
}

/** The manifest of a released package: one layer, the archive (OCI image-spec 1.1, "Guidelines for Artifact Usage"). */
export function buildPackageManifest(archive: NamedFile, annotations: Annotations): Manifest {
  return buildManifest(TYPES.package, archive, annotations);
}

/** A manifest that says something of another: a bill of materials, a provenance, a signature. */
export function buildReferrer(
  artifactType: string,
  file: NamedFile,
  subject: Descriptor,
  annotations: Annotations,
): Manifest & { readonly subject: Descriptor } {
  const { mediaType, digest, size } = subject;
  return { ...buildManifest(artifactType, file, annotations), subject: { mediaType, digest, size } };
}

function buildManifest(
  artifactType: string,
  { title, descriptor }: NamedFile,
  annotations: Annotations,
): Manifest {
  const layer = { ...descriptor, annotations: { "org.opencontainers.image.title": title } };
  return {
    schemaVersion: 2,
    mediaType: MEDIA.manifest,
    artifactType,
    config: EMPTY,
    layers: [layer],
    annotations,
  };
}
