import { PakError } from "../../errors.ts";
import { withoutAbsent } from "../../model/json.ts";
import { parseReference } from "../../model/oci/reference.ts";
import type { ReleasedFile } from "../../model/release/release.ts";
import { unpackArchive } from "../archive/unpack.ts";
import type { Credentials } from "../oci/authorization.ts";
import type { ConnectionPatience } from "../oci/connection.ts";
import { openRepository } from "../oci/repository.ts";
import type { Replacements } from "./address.ts";

/** How registries of artifacts are reached. */
export interface ArtifactMeans {
  readonly fetch: typeof globalThis.fetch;
  readonly replace?: Replacements;
  /** Who asks a host; without it nobody in particular does. */
  credentialsOf?(host: string): Credentials | undefined;
}

/** All times in milliseconds. There is the source still, so nobody waits long. */
const PATIENCE: ConnectionPatience = {
  retries: 2,
  leastWait: 500,
  mostWait: 10_000,
  silence: 30_000,
  whole: 15 * 60_000,
};

/** Why a package comes from its source all the same, though the catalog has built it. */
const UNREACHABLE: ReadonlySet<string> = new Set(["NETWORK", "TOKEN", "NOT_FOUND", "REGISTRY"]);

/**
 * Fetches a package as the catalog built it, and unpacks it into `folder` once its digest and size are the recorded
 * ones.
 *
 * @returns why it can't be had; `folder` is as it was then
 * @throws PakError SOURCE_DIGEST when the registry sends other bytes, ARCHIVE_… for files that no package may hold, WRITE
 */
export async function fetchArtifact(
  { sha256, size, oci }: ReleasedFile,
  folder: string,
  { fetch, replace, credentialsOf }: ArtifactMeans,
  patience = PATIENCE,
): Promise<PakError | undefined> {
  const reference = parseReference(oci);
  if (reference === undefined) {
    const fix = "report it to the maintainers of the catalog";
    return new PakError("REGISTRY", `${oci} is no reference`, { fix });
  }
  try {
    const credentials = credentialsOf?.(reference.host);
    const means = { fetch, patience, ...withoutAbsent({ replace, credentials }) };
    const repository = openRepository(reference, means);
    const bytes = await repository.fetchBlob({ digest: `sha256:${sha256}`, size });
    await unpackArchive(bytes, folder, { strip: 1 });
    return undefined;
  } catch (error) {
    if (!(error instanceof PakError)) throw error;
    if (UNREACHABLE.has(error.code)) return error;
    if (error.code !== "OCI_DIGEST") throw error;
    throw new PakError("SOURCE_DIGEST", `what ${oci} holds is not what the catalog has recorded`, {
      fix: "don't use it: report it to the maintainers, and to who runs the registry",
      cause: error,
    });
  }
}
