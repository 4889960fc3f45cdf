import { readdirSync } from "node:fs";
import { join } from "node:path";
import { PakError } from "../../errors.ts";
import { type Index, MEDIA } from "../../model/oci/descriptor.ts";
import { writeAtomically } from "../disk/atomic.ts";
import { readIfPresent } from "../disk/read-if-present.ts";
import { digestOf } from "./blob.ts";
import type { Image, ImagePart } from "./image.ts";

/** What says that a folder is a layout (OCI image-spec 1.1, "Image Layout Specification"). */
const LAYOUT_FILE = "oci-layout";

/**
 * Writes an image as a folder that other programs read: `skopeo copy oci:FOLDER:TAG …`. What is there already of a
 * layout is not written again; another folder is not touched.
 *
 * @throws PakError CONFLICT when the folder holds something else, WRITE; as loading the image's parts does
 */
export async function writeImageLayout(folder: string, image: Image, tag: string): Promise<void> {
  requireLayout(folder);
  writeAtomically(join(folder, LAYOUT_FILE), '{"imageLayoutVersion":"1.0.0"}');
  const { manifest } = image;
  for (const part of [...image.parts, { ...manifest, load: async () => manifest.bytes }])
    await writePart(folder, part);
  const annotations = { "org.opencontainers.image.ref.name": tag };
  const manifests = [{ ...manifest.descriptor, annotations }];
  const index: Index = { schemaVersion: 2, mediaType: MEDIA.index, manifests };
  writeAtomically(join(folder, "index.json"), JSON.stringify(index));
}

async function writePart(folder: string, { descriptor: { digest }, load }: ImagePart): Promise<void> {
  const file = join(folder, "blobs", digest.replace(":", "/"));
  const present = readIfPresent(file);
  if (present === undefined || digestOf(present) !== digest) writeAtomically(file, await load());
}

function requireLayout(folder: string): void {
  const names = listNames(folder);
  if (names.length === 0 || names.includes(LAYOUT_FILE)) return;
  throw new PakError("CONFLICT", `${folder} is not empty, and no image is in it`, {
    fix: "name another folder: --out DIR",
  });
}

function listNames(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
