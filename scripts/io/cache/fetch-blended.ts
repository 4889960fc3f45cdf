import { join } from "node:path";
import { PakError } from "../../errors.ts";
import { type Finding, finding } from "../../model/finding.ts";
import { listArtifactLayers } from "../../model/install/artifact-layers.ts";
import { blendPakMember, readOwnManifest } from "../../model/install/own-manifest.ts";
import type { Selection } from "../../model/install/selection.ts";
import { isJsonObject, type Json, type JsonObject, withoutAbsent } from "../../model/json.ts";
import { blendLayers, type Layer } from "../../model/manifest/layers.ts";
import { orderManifest } from "../../model/manifest/manifest.ts";
import { overrideKeyOf } from "../../model/override/choose.ts";
import type { ReleasedFile } from "../../model/release/release.ts";
import { readManifestFile } from "../json/manifest-file.ts";
import type { PatchOrder } from "../source/patch-download.ts";
import type { FetchedSource, FetchSource } from "../source/sources.ts";

/** A source that was fetched, proved and patched, and what is said of it. */
export interface BlendedSource extends FetchedSource {
  /** What was applied to it. */
  readonly patch?: PatchOrder;
  /** What the package says of itself: the lowest layer of the manifest. */
  readonly own: JsonObject;
  /** Everything blended. */
  readonly manifest: JsonObject;
  /** How the package itself says that it is built, unchecked. */
  readonly build?: Json;
  /** What its own manifest says and no catalog allows. */
  readonly warnings: readonly Finding[];
}

/**
 * Fetches what a selection names and blends its manifest.
 *
 * @param folder as `FetchSource` takes it
 * @param artifact taken instead of the source where it can be had; a build has none
 * @throws PakError as `FetchSource` does
 */
export async function fetchBlended(
  selection: Selection,
  folder: string,
  fetchSource: FetchSource,
  artifact?: ReleasedFile,
): Promise<BlendedSource> {
  const { name, version, endpoint, pin, layers } = selection;
  const patch = patchOf(layers);
  const order = { name, version, endpoint, pin, ...withoutAbsent({ patch, artifact }) };
  const fetched = await fetchSource(order, folder);
  const { manifest: own, findings, build } = readOwn(folder);
  const all: readonly Layer[] = [{ name: "package", change: own }, ...layers];
  const manifest = orderManifest({
    ...blendLayers(fetched.isArtifact ? listArtifactLayers(all) : all),
    origin: overrideKeyOf(endpoint)!,
  });
  const warnings = [...(fetched.warnings ?? []), ...findings];
  return { ...fetched, own, manifest, warnings, ...withoutAbsent({ patch, build }) };
}

/** What the catalog's layers say is to be applied to a source. */
export function patchOf(layers: readonly Layer[]): PatchOrder | undefined {
  const { repository } = blendLayers(layers);
  const patch = isJsonObject(repository) ? repository.patch : undefined;
  // The rules of overrides let no other shape pass.
  return isJsonObject(patch) ? (patch as { url: string; sha256: string }) : undefined;
}

/** The package's own manifest; what can't be read is left out and told. */
function readOwn(source: string): ReturnType<typeof readOwnManifest> & { build?: Json | undefined } {
  const unreadable: Finding[] = [];
  const read = (file: string): JsonObject | undefined => {
    try {
      return readManifestFile(join(source, file))?.document;
    } catch (error) {
      if (!(error instanceof PakError)) throw error;
      const why = error.message.replace(`${source}/`, "");
      unreadable.push(finding("MANIFEST_SYNTAX", why, { severity: "warning", file }));
      return undefined;
    }
  };
  const [pakJson, packageJson] = [read("pak.json"), read("package.json")];
  const own = readOwnManifest(withoutAbsent({ pakJson, packageJson }));
  // A field `build` of a package.json is some other program's.
  const { build } = blendPakMember(pakJson ?? withoutAbsent({ pak: packageJson?.pak }));
  return { ...own, findings: [...unreadable, ...own.findings], build };
}
