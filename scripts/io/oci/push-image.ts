import { PakError } from "../../errors.ts";
import type { Image } from "./image.ts";
import type { Repository } from "./repository.ts";

/**
 * Whether a tag names this very manifest already: it is the last that is pushed, so everything is there then.
 *
 * @throws PakError CONFLICT when it names another
 */
export async function isTagged(repository: Repository, tag: string, digest: string): Promise<boolean> {
  const there = await repository.fetchManifest(tag);
  if (there === undefined || there.descriptor.digest === digest) return there !== undefined;
  throw new PakError("CONFLICT", `${repository.place}:${tag} is there already with other bytes`, {
    fix: `look at ${there.descriptor.digest}; what was pushed under a version never changes, so delete it there if it was never recorded`,
  });
}

/** Puts a manifest under a tag and reads it back. @throws PakError OCI_DIGEST when another comes back */
export async function tagManifest(
  repository: Repository,
  manifest: Image["manifest"],
  tag: string,
): Promise<void> {
  await repository.pushManifest(manifest, tag);
  const back = await repository.fetchManifest(tag);
  if (back?.descriptor.digest === manifest.descriptor.digest) return;
  throw new PakError("OCI_DIGEST", `${repository.place}:${tag} is not what was just pushed there`, {
    fix: "run it again; if it stays so, somebody else pushes there too",
  });
}

/**
 * Pushes an image: its parts as far as they are not there, its manifest by digest, then the tag. A run that was
 * killed is finished by the next.
 *
 * @throws PakError CONFLICT when the tag names another image, and as a repository does
 */
export async function pushImage(repository: Repository, image: Image, tag: string): Promise<void> {
  const { manifest, parts } = image;
  if (await isTagged(repository, tag, manifest.descriptor.digest)) return;
  for (const { descriptor, load } of parts) {
    if (!(await repository.hasBlob(descriptor.digest)))
      await repository.pushBlob({ descriptor, bytes: await load() });
  }
  await repository.pushManifest(manifest);
  await tagManifest(repository, manifest, tag);
}
