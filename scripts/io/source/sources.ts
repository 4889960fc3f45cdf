import { PakError } from "../../errors.ts";
import { parseStoredEndpoint, renderEndpoint } from "../../model/entry/endpoint.ts";
import { type Finding, finding } from "../../model/finding.ts";
import type { Pin } from "../../model/install/selection.ts";
import type { ReleasedFile } from "../../model/release/release.ts";
import { type NpmConfiguration, readNpmConfiguration } from "../npm/configuration.ts";
import { type ArtifactMeans, fetchArtifact } from "./artifact-source.ts";
import { fetchGitSource, type GitMeans } from "./git-source.ts";
import { fetchNpmSource } from "./npm-source.ts";
import { fetchPatch, type PatchOrder } from "./patch-download.ts";
import { applyPatchTo } from "./patched-folder.ts";

/** How sources are reached. */
export interface SourceMeans extends GitMeans, ArtifactMeans {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where npm's configuration is looked for. */
  readonly cwd: string;
  readonly isOffline?: boolean;
}

/** One version of a package, and what its source must be. */
export interface SourceOrder {
  /** In the catalog; names the package in errors. */
  readonly name: string;
  readonly version: string;
  /** As stored in an entry: `https://HOST/OWNER/REPO.git` or `@npm:NAME`. */
  readonly endpoint: string;
  readonly pin: Pin;
  /** Applied to the source once that is proved. */
  readonly patch?: PatchOrder;
  /** The same as the catalog built it, taken instead where it can be had; the patch is in it already. */
  readonly artifact?: ReleasedFile;
}

/**
 * Fetches a source and its patch, proves their bytes and unpacks them.
 *
 * @param folder exists, is empty, and nobody else writes to it. After an error it holds anything: throw it away
 * @throws PakError NETWORK, TOO_LARGE and SOURCE_FETCH when it can't be had; SOURCE_DIGEST and PATCH_DIGEST when it is
 *   not what was recorded; PATCH_APPLY; ARCHIVE_… for files that no package may hold; SETTINGS; WRITE
 */
export type FetchSource = (order: SourceOrder, folder: string) => Promise<FetchedSource>;

/** What came of fetching a source. */
export interface FetchedSource {
  /** For git with the digest of the files as they were before the patch. */
  readonly pin: Pin;
  /** Paths that the patch wrote. */
  readonly patched: readonly string[];
  /** Whether it is not the source, but what the catalog built from it. */
  readonly isArtifact?: boolean;
  /** Why it is the source, though there is an artifact. */
  readonly warnings?: readonly Finding[];
}

/** Opens the way to sources. npm is asked once for its configuration, when the first package needs it. */
export function openSources(means: SourceMeans): FetchSource {
  let asked: Promise<NpmConfiguration> | undefined;
  const readConfiguration = () => {
    asked ??= readNpmConfiguration(means.cwd, means.environment);
    return asked;
  };

  async function fetchPinned({ version, endpoint, pin }: SourceOrder, folder: string): Promise<Pin> {
    const parsed = parseStoredEndpoint(endpoint);
    if (parsed?.kind === "npm" && "integrity" in pin) {
      const source = { name: parsed.name, version, pin };
      await fetchNpmSource(source, folder, await readConfiguration(), means.fetch);
      return pin;
    }
    if (parsed?.kind === "git" && "commit" in pin) {
      const { tree } = await fetchGitSource({ endpoint: renderEndpoint(parsed), pin }, folder, means);
      return { ...pin, tree };
    }
    throw new PakError("SOURCE_FETCH", `${endpoint} is no place that a source with this pin comes from`, {
      fix: "report it to the maintainers: the release and the entry contradict each other",
    });
  }

  return async (order, folder) => {
    if (means.isOffline) {
      const what = `${order.name} ${order.version} is not in the cache and --offline asks nobody`;
      throw new PakError("NETWORK", what, { fix: "run it again without --offline" });
    }
    const { patch, artifact } = order;
    const missing = artifact && (await fetchArtifact(artifact, folder, means));
    if (artifact !== undefined && missing === undefined)
      return { pin: order.pin, patched: [], isArtifact: true };
    const pin = await fetchPinned(order, folder);
    const patched = patch === undefined ? [] : await applyPatchTo(folder, await fetchPatch(patch, means));
    return {
      pin,
      patched,
      ...(missing === undefined ? {} : { warnings: [makeSourceFinding(order, missing)] }),
    };
  };
}

function makeSourceFinding({ version, artifact }: SourceOrder, { message }: PakError): Finding {
  const why = `${version} comes from its source, not as the catalog built it (${artifact!.oci}): ${message}`;
  return finding("ARTIFACT_MISSING", why, {
    severity: "warning",
    fix: "check the network and the registry; the source was proved as well",
  });
}
