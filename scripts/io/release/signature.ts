import { MEDIA } from "../../model/oci/descriptor.ts";
import { buildReferrer, TYPES } from "../../model/oci/package-manifest.ts";
import { trustKeyPath } from "../../model/published/paths.ts";
import { LIMITS } from "../../model/trust/trust.ts";
import { makeBlob, renderBlob } from "../oci/blob.ts";
import { listReferrers, pushReferrer } from "../oci/referrers.ts";
import type { Repository } from "../oci/repository.ts";
import type { Trust } from "../trust/trust.ts";
import { isSignedBy } from "../trust/verify-signature.ts";
import type { PlannedFile } from "./plan-release.ts";

/** Who signs, and when. */
export interface SigningMeans {
  readonly trust: Trust;
  readonly now: Date;
}

/** Referrers that are looked at: anybody who may push can add some. */
const MOST = 64;

/** A signature that was made, and the key's primary fingerprint. */
export interface FileSignature {
  readonly fingerprint: string;
  readonly armored: string;
}

/** Signs a file as the index is signed that will name it. @throws PakError KEY when the configured key may not */
export async function signFile({ blob }: PlannedFile, { trust, now }: SigningMeans): Promise<FileSignature> {
  const [[fingerprint, armored] = ["", ""]] = await trust.sign("index", blob.bytes, now);
  return { fingerprint, armored };
}

/**
 * Sees to it that a file in a registry has a good signature of a key, beside the file's manifest: an OpenPGP detached
 * signature over the file, as stock `gpg --verify` takes it. One that is there already stays the only one.
 *
 * @throws PakError as a repository does
 */
export async function ensureSignature(
  repository: Repository,
  file: PlannedFile,
  { fingerprint, armored }: FileSignature,
  means: SigningMeans,
): Promise<void> {
  const { descriptor } = file.manifest;
  if (await hasSignature(repository, file, fingerprint, means)) return;
  const blob = makeBlob(armored, TYPES.signatureLayer);
  const named = { title: `${file.title}.${fingerprint}.asc`, descriptor: blob.descriptor };
  const document = buildReferrer(TYPES.signature, named, descriptor, {
    "vnd.pak.key.fingerprint": fingerprint,
  });
  await repository.pushBlob(blob);
  await pushReferrer(repository, renderBlob(document, MEDIA.manifest), document);
}

/** Whether a file in a registry has a signature of a key that is good now. */
export async function hasSignature(
  repository: Repository,
  { manifest, blob }: PlannedFile,
  fingerprint: string,
  { trust, now }: SigningMeans,
): Promise<boolean> {
  const keyText = trust.roots.get(trustKeyPath(fingerprint)) ?? "";
  const referrers = await listReferrers(repository, manifest.descriptor.digest);
  const signatures = referrers.filter(({ artifactType }) => artifactType === TYPES.signature);
  for (const { digest } of signatures.slice(0, MOST)) {
    const document = (await repository.fetchManifest(digest))?.document;
    const layer = document?.mediaType === MEDIA.manifest ? document.layers[0] : undefined;
    if (layer === undefined || layer.size > LIMITS.signature) continue;
    const armored = Buffer.from(await repository.fetchBlob(layer)).toString();
    if (await isSignedBy({ bytes: blob.bytes, armored, keyText, fingerprint, now })) return true;
  }
  return false;
}
