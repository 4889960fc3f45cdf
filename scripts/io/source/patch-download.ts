import { hash } from "node:crypto";
import { PakError } from "../../errors.ts";
import { download } from "../remote/download.ts";
import { fetchPatiently, type Patience } from "../remote/patient.ts";
import { applyReplacements, type Replacements } from "./address.ts";

/** A patch that an override names (`repository.patch`). */
export interface PatchOrder {
  readonly url: string;
  /** Of its bytes, hex. */
  readonly sha256: string;
}

/** How patches are reached. */
export interface PatchMeans {
  readonly fetch: typeof globalThis.fetch;
  readonly replace?: Replacements;
}

/** Bytes of the largest patch. */
const LARGEST = 16 * 1024 * 1024;

/** How long a mirror is waited for; all times in milliseconds. */
const PATIENCE: Patience = { retries: 2, leastWait: 1_000, mostWait: 10_000, timeout: 20_000 };

/**
 * Downloads a patch and proves its bytes. Only a known forge is asked, unless the settings send its address to a
 * mirror: that one may be anywhere, as its owner chose it.
 *
 * @throws PakError PATCH_DIGEST when its SHA-256 is another, SOURCE_FETCH when it can't be had or its address is not
 *   one to download from, NETWORK and TOO_LARGE from a mirror
 */
export async function fetchPatch(
  { url, sha256 }: PatchOrder,
  means: PatchMeans,
  patience = PATIENCE,
): Promise<Uint8Array> {
  const address = applyReplacements(url, means.replace);
  const bytes = address === url ? await fetchForge(url) : await fetchMirrored(address, means.fetch, patience);
  if (hash("sha256", bytes) === sha256) return bytes;
  throw new PakError("PATCH_DIGEST", `the patch ${url} is not the recorded one`, {
    fix: `don't use it, and report it to the maintainers: expected SHA-256 ${sha256}`,
  });
}

async function fetchForge(url: string): Promise<Uint8Array> {
  const downloaded = await download({ url, limit: LARGEST });
  if ("bytes" in downloaded) return downloaded.bytes;
  throw makeFetchError(downloaded.findings[0]!.message);
}

async function fetchMirrored(
  address: string,
  fetch: typeof globalThis.fetch,
  patience: Patience,
): Promise<Uint8Array> {
  const bounds = { who: "the patch's server", most: LARGEST, patience };
  const { status, body } = await fetchPatiently(fetch, address, {}, bounds);
  if (status === 200) return body;
  throw makeFetchError(`${address} answered ${status}`);
}

function makeFetchError(message: string): PakError {
  return new PakError("SOURCE_FETCH", `the patch could not be fetched: ${message}`, {
    fix: "try again; if it stays so, report it to the maintainers",
  });
}
