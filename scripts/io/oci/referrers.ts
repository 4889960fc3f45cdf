import { type Descriptor, type Index, type Manifest, MEDIA } from "../../model/oci/descriptor.ts";
import { type Blob, renderBlob } from "./blob.ts";
import type { Repository } from "./repository.ts";

/**
 * What says something of a manifest: from the registry's own list, or from the tag that stands for it where a registry
 * keeps none (OCI distribution-spec 1.1, "Listing Referrers" and "Referrers Tag Schema").
 */
export async function listReferrers(repository: Repository, digest: string): Promise<readonly Descriptor[]> {
  const index = (await repository.fetchReferrers(digest)) ?? (await fetchTagged(repository, digest));
  return index?.manifests ?? [];
}

/**
 * Pushes a manifest that says something of another, and sees to it that it is listed. What it names has to be there.
 *
 * @param document what the manifest's bytes say; it has a subject
 */
export async function pushReferrer(
  repository: Repository,
  manifest: Blob,
  document: Manifest & Required<Pick<Manifest, "subject">>,
): Promise<void> {
  if (await repository.pushManifest(manifest)) return;
  const { digest } = document.subject;
  const listed = (await listReferrers(repository, digest)).filter(
    one => one.digest !== manifest.descriptor.digest,
  );
  const { artifactType, annotations } = document;
  const own = {
    ...manifest.descriptor,
    ...(artifactType === undefined ? {} : { artifactType }),
    ...(annotations === undefined ? {} : { annotations }),
  };
  // In one order, so that the same referrers make the same list.
  const manifests = [...listed, own].sort((a, b) => (a.digest < b.digest ? -1 : 1));
  const index: Index = { schemaVersion: 2, mediaType: MEDIA.index, manifests };
  await repository.pushManifest(renderBlob(index, MEDIA.index), tagOf(digest));
}

async function fetchTagged(repository: Repository, digest: string): Promise<Index | undefined> {
  const document = (await repository.fetchManifest(tagOf(digest)))?.document;
  return document?.mediaType === MEDIA.index ? document : undefined;
}

/** Distribution-spec 1.1, "Referrers Tag Schema". */
function tagOf(digest: string): string {
  return digest.replace(":", "-");
}
