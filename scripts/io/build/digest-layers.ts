import { hash } from "node:crypto";
import type { Layer } from "../../model/manifest/layers.ts";

/** SHA-256 of the layers that a build blends over a package's manifest, hex: another override is another build. */
export function digestLayers(layers: readonly Layer[]): string {
  return hash("sha256", JSON.stringify(layers));
}
