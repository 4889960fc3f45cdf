import { hash } from "node:crypto";
import { PakError } from "../../errors.ts";
import { ARCHIVE_LIMITS } from "../../model/archive/guard.ts";
import type { NpmPin } from "../../model/install/selection.ts";
import { unpackArchive } from "../archive/unpack.ts";
import type { NpmConfiguration } from "../npm/configuration.ts";
import { fetchPatiently } from "../remote/patient.ts";

/** One version of an npm package. */
export interface NpmSource {
  /** With its scope, if any. */
  readonly name: string;
  readonly version: string;
  readonly pin: NpmPin;
}

/**
 * Fetches a version's tarball from the registry of npm's own configuration, or from where that sends it.
 *
 * @returns its bytes, whose SHA-512 is the recorded one
 * @throws PakError SOURCE_FETCH when the registry has no such tarball, SOURCE_DIGEST when its bytes are others,
 *   NETWORK, TOO_LARGE
 */
export async function fetchTarball(
  { name, version, pin }: NpmSource,
  configuration: NpmConfiguration,
  fetch: typeof globalThis.fetch,
): Promise<Uint8Array> {
  const address = configuration.tarballOf(name, version);
  const { compressed } = ARCHIVE_LIMITS;
  const bounds = { who: "the registry", most: compressed, patience: configuration };
  const { status, body } = await fetchPatiently(fetch, address, {}, bounds);
  if (status !== 200) {
    const gone = status === 404 || status === 410;
    const what = gone ? `has no tarball of ${name} ${version}` : `answered ${status} for ${name} ${version}`;
    throw new PakError("SOURCE_FETCH", `the registry ${what}`, {
      fix: "check npm's registry (npm config get registry), or choose another version",
    });
  }
  if (`sha512-${hash("sha512", body, "base64")}` !== pin.integrity) {
    throw new PakError("SOURCE_DIGEST", `the tarball of ${name} ${version} is not the recorded one`, {
      fix: "don't use it: report it to the maintainers, and check which registry npm is set to",
    });
  }
  return body;
}

/**
 * Fetches a version's tarball and unpacks it into `folder` once its SHA-512 is the recorded one.
 *
 * @throws PakError as `fetchTarball`, and ARCHIVE_… for files that no package may hold
 */
export async function fetchNpmSource(
  source: NpmSource,
  folder: string,
  configuration: NpmConfiguration,
  fetch: typeof globalThis.fetch,
): Promise<void> {
  await unpackArchive(await fetchTarball(source, configuration, fetch), folder, { strip: 1 });
}
