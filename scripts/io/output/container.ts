import type { Finding } from "../../model/finding.ts";
import { findingsOf } from "../../model/install/package-findings.ts";
import type { Selection } from "../../model/install/selection.ts";
import type { Platform } from "../../model/oci/descriptor.ts";
import { renderCount } from "../../model/text/count.ts";
import type { PackageImage } from "../oci/package-image.ts";
import { renderFinding } from "./report.ts";

/** An image of a package, as `--json` tells it. */
export interface ContainerDocument {
  readonly name: string;
  readonly version: string;
  /** `linux/amd64` */
  readonly platform: string;
  /** Of the image's manifest. */
  readonly digest: string;
  /** Of the layer with the package's files. */
  readonly layer: string;
  readonly files: number;
  readonly base?: { readonly name: string; readonly digest: string };
  /** The folder that it was written to, absolute. */
  readonly folder?: string;
  /** Where it was pushed: `REGISTRY/NAME/image@sha256:…`. */
  readonly container?: string;
  /** Whether the catalog learnt of it now. */
  readonly isRecorded: boolean;
  readonly findings: readonly Finding[];
}

/** @param done where the image is, and what it stands on */
export function buildContainer(
  { name, version }: Pick<Selection, "name" | "version">,
  { os, architecture, variant }: Platform,
  image: PackageImage,
  done: Pick<ContainerDocument, "base" | "folder" | "container" | "isRecorded">,
): ContainerDocument {
  const { layer, files, findings } = image;
  return {
    name,
    version,
    platform: [os, architecture, variant].filter(Boolean).join("/"),
    digest: image.manifest.descriptor.digest,
    layer,
    files,
    ...done,
    findings: findingsOf(name, findings),
  };
}

/** The same as lines: where the image is, and notes for people. */
export function renderContainer(told: ContainerDocument): { result: string[]; notes: string[] } {
  const { name, version, files, base, folder, container, isRecorded, digest, findings } = told;
  const on = base === undefined ? "" : ` on ${base.name}`;
  const recorded = isRecorded ? "recorded in the catalog" : "recorded in the catalog already";
  return {
    notes: [
      ...findings.flatMap(renderFinding),
      `${name} ${version}: ${renderCount(files, "file")} in /usr/share/paks/${name}${on}, ${digest}`,
      ...(container === undefined ? [] : [recorded]),
    ],
    result: [folder, container].filter(one => one !== undefined),
  };
}
