import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { MEDIA } from "../../model/oci/descriptor.ts";
import { IMAGE_FOLDER, type ImageFile } from "../../model/oci/image-files.ts";
import { packArchive } from "../archive/pack.ts";
import type { CachedPackage } from "../cache/record.ts";
import { type Blob, digestOf, makeBlob } from "./blob.ts";

/** A layer of an image. */
export interface PackageLayer extends Blob {
  /** Of the tar in it: `sha256:…`. */
  readonly diffId: string;
}

/**
 * Packs files of a cached package as a layer that has them in `/usr/share/paks/NAME`: the same files give the same
 * bytes.
 *
 * @param options.time of every file, seconds since 1970
 * @param options.scratch an empty folder
 * @throws PakError ARCHIVE_…, WRITE
 */
export async function packPackageLayer(
  name: string,
  { folder, files }: Pick<CachedPackage, "folder" | "files">,
  planned: readonly ImageFile[],
  { time, scratch }: { readonly time: number; readonly scratch: string },
): Promise<PackageLayer> {
  const known = new Map(files.map(file => [file.path, file]));
  const packables = planned.map(({ from, to }) => {
    const { size, isExecutable } = known.get(from)!;
    return { path: to, file: join(folder, from), size, isExecutable };
  });
  const target = join(scratch, "layer.tar.gz");
  await packArchive(packables, target, { folder: `${IMAGE_FOLDER}/${name}`, time });
  const blob = makeBlob(readFileSync(target), MEDIA.layer);
  return { ...blob, diffId: digestOf(gunzipSync(blob.bytes)) };
}
