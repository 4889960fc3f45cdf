import { parseStoredEndpoint } from "../entry/endpoint.ts";
import type { Selection } from "../install/selection.ts";
import { blendLayers } from "../manifest/layers.ts";
import type { Release } from "../release/release.ts";
import type { Annotations } from "./descriptor.ts";

/**
 * What a registry and its readers are told of a package, from the catalog's word alone and so the same at any time (OCI
 * image-spec 1.1, "Pre-Defined Annotation Keys").
 */
export function listAnnotations(selection: Selection, release: Release): Annotations {
  const { name, version, endpoint, pin, layers } = selection;
  const { description, license, homepage } = blendLayers(layers);
  const isGit = parseStoredEndpoint(endpoint)?.kind === "git";
  const said = {
    title: name,
    version,
    created: release.published,
    description,
    licenses: license,
    url: homepage,
    source: isGit ? endpoint.replace(/\.git$/, "") : undefined,
    revision: "commit" in pin ? pin.commit : undefined,
  };
  return Object.fromEntries(
    Object.entries(said)
      .filter((one): one is [string, string] => typeof one[1] === "string")
      .map(([key, value]) => [`org.opencontainers.image.${key}`, value]),
  );
}

/** What the package's source was proved by, in one word: Subresource Integrity, or Go's dirhash of the commit's files. */
export function digestOfSource({ pin }: Selection): string {
  return "integrity" in pin ? pin.integrity : (pin.tree ?? pin.commit);
}
