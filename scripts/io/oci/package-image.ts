import type { Finding } from "../../model/finding.ts";
import { blendLayers } from "../../model/manifest/layers.ts";
import { digestOfSource, listAnnotations } from "../../model/oci/annotations.ts";
import type { Annotations, Platform } from "../../model/oci/descriptor.ts";
import { planImageFiles } from "../../model/oci/image-files.ts";
import { listInstalled } from "../application/place-package.ts";
import type { CachedPackage } from "../cache/record.ts";
import type { Recorded } from "../catalog/recorded.ts";
import { withScratchFolder } from "../disk/scratch-folder.ts";
import { assembleImage, type FetchedBase, type Image } from "./image.ts";
import { packPackageLayer } from "./package-layer.ts";

/** What an image is made of. */
export interface PackageImageOrder {
  readonly recorded: Recorded;
  /** The recorded version, whole. */
  readonly cached: CachedPackage;
  readonly platform: Platform;
  /** An image to stand on, as people name it and as it was found. */
  readonly base?: { readonly name: string; readonly image: FetchedBase };
}

/** An image of one package. */
export interface PackageImage extends Image {
  readonly files: number;
  /** Of the layer with the package's files. */
  readonly layer: string;
  readonly findings: readonly Finding[];
}

/**
 * Makes the image of one package: its exported files, or all of them, in `/usr/share/paks/NAME`, with the catalog's word
 * of it as labels. The same order gives the same bytes.
 *
 * @throws PakError ARCHIVE_…, WRITE, and REGISTRY when the base does not fit itself
 */
export async function buildPackageImage(order: PackageImageOrder): Promise<PackageImage> {
  const { recorded, cached, platform, base } = order;
  const { selection, release } = recorded;
  const { name, version } = selection;
  const { manifest } = cached;
  const paths = listInstalled(cached, manifest).map(({ path }) => path);
  const vouched = blendLayers(selection.layers);
  const { files, findings } = planImageFiles({ name, manifest, vouched, paths });
  const time = Date.parse(release.published) / 1000;
  const layer = await withScratchFolder("layer", scratch =>
    packPackageLayer(name, cached, files, { time, scratch }),
  );
  const said = {
    labels: listLabels(order),
    created: release.published,
    by: `pak container ${name}@${version}`,
  };
  const image = assembleImage(layer, base?.image, platform, said);
  const told = findings.map(found => ({ ...found, severity: "warning" as const }));
  return { ...image, files: files.length, layer: layer.descriptor.digest, findings: told };
}

function listLabels({ recorded: { selection, release }, base }: PackageImageOrder): Annotations {
  const { artifact } = selection;
  return {
    ...listAnnotations(selection, release),
    ...(base === undefined
      ? {}
      : {
          "org.opencontainers.image.base.name": base.name,
          "org.opencontainers.image.base.digest": base.image.digest,
        }),
    "vnd.pak.source.digest": digestOfSource(selection),
    ...(artifact === undefined ? {} : { "vnd.pak.artifact.digest": `sha256:${artifact.sha256}` }),
  };
}
