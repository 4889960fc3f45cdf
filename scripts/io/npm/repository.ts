import { fetchPatiently } from "../remote/patient.ts";
import type { MetadataSource } from "./configuration.ts";

/** Bytes of one version's manifest. */
const MOST_BYTES = 4 * 1024 * 1024;

/**
 * What the newest version of an npm package says of its repository, as its manifest spells it.
 *
 * @throws PakError NETWORK or TOO_LARGE when the registry gives no usable answer
 */
export async function fetchRepository(
  name: string,
  configuration: MetadataSource,
  fetch: typeof globalThis.fetch,
): Promise<unknown> {
  const address = `${configuration.addressOf(name)}/latest`;
  const headers = { accept: "application/json" };
  const bounds = { who: "the registry", most: MOST_BYTES, patience: configuration };
  const answer = await fetchPatiently(fetch, address, { headers }, bounds);
  if (answer.status !== 200) return undefined;
  try {
    return (JSON.parse(Buffer.from(answer.body).toString()) as { repository?: unknown } | null)?.repository;
  } catch {
    return undefined;
  }
}
