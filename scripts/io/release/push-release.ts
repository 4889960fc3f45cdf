import { PakError } from "../../errors.ts";
import { MEDIA } from "../../model/oci/descriptor.ts";
import { renderBlob } from "../oci/blob.ts";
import { isTagged, tagManifest } from "../oci/push-image.ts";
import { listReferrers, pushReferrer } from "../oci/referrers.ts";
import type { Repository } from "../oci/repository.ts";
import type { ReleasePlan } from "./plan-release.ts";
import { ensureSignature, hasSignature, type SigningMeans, signFile } from "./signature.ts";

/** How a release is pushed. */
export interface PushOrder extends SigningMeans {
  /** The version: a tag that never moves. */
  readonly version: string;
  /** One that moves to what was released last. */
  readonly tag?: string;
  /** Told what is done next. */
  readonly progress: (what: string) => void;
}

/**
 * Pushes a release: first everything by digest, then the tags, so that nobody finds half of it; then reads it back.
 * What is there already is not sent again, so a run that was killed is finished by the next.
 *
 * @returns the fingerprint of the key that signed
 * @throws PakError CONFLICT when the version is there with other bytes, OCI_DIGEST when something else comes back than
 *   was pushed, KEY, and as a repository does
 */
export async function pushRelease(
  repository: Repository,
  plan: ReleasePlan,
  order: PushOrder,
): Promise<string> {
  const { artifact, sbom, provenance } = plan;
  const { version, tag, progress } = order;
  const { digest } = artifact.manifest.descriptor;
  progress("signing");
  const signed = await Promise.all(
    [artifact, sbom, provenance].map(async file => ({ file, signature: await signFile(file, order) })),
  );
  const { fingerprint } = signed[0]!.signature;
  const isThere = await isTagged(repository, version, digest);
  progress("pushing the artifact");
  await repository.pushBlob(renderBlob({}, MEDIA.empty));
  await repository.pushBlob(artifact.blob);
  if (!isThere) await repository.pushManifest(artifact.manifest);
  progress("pushing its papers");
  const listed = new Set((await listReferrers(repository, digest)).map(one => one.digest));
  for (const paper of [sbom, provenance]) {
    await repository.pushBlob(paper.blob);
    if (!listed.has(paper.manifest.descriptor.digest))
      await pushReferrer(repository, paper.manifest, paper.document);
  }
  progress("pushing signatures");
  for (const { file, signature } of signed) await ensureSignature(repository, file, signature, order);
  if (!isThere) await tagManifest(repository, artifact.manifest, version);
  const tagged = tag === undefined ? undefined : await repository.fetchManifest(tag);
  if (tag !== undefined && tagged?.descriptor.digest !== digest)
    await tagManifest(repository, artifact.manifest, tag);
  progress("reading it back");
  await requirePushed(repository, plan, fingerprint, order);
  return fingerprint;
}

/** @throws PakError OCI_DIGEST when anything of it does not come back, or is not signed by a key that is good now */
async function requirePushed(
  repository: Repository,
  { artifact, sbom, provenance }: ReleasePlan,
  fingerprint: string,
  order: PushOrder,
): Promise<void> {
  const listed = await listReferrers(repository, artifact.manifest.descriptor.digest);
  for (const file of [artifact, sbom, provenance]) {
    const { digest } = file.manifest.descriptor;
    const isListed = file === artifact || listed.some(one => one.digest === digest);
    const isThere = isListed && (await repository.fetchManifest(digest)) !== undefined;
    await repository.fetchBlob(file.blob.descriptor);
    if (isThere && (await hasSignature(repository, file, fingerprint, order))) continue;
    throw new PakError(
      "OCI_DIGEST",
      `${repository.place}: ${file.title} is not there as it was just pushed`,
      {
        fix: "run it again; if it stays so, check that the key is neither expired nor revoked, and who else pushes there",
      },
    );
  }
}
