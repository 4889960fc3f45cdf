import { PakError } from "../../errors.ts";
import { parsePackument } from "../../model/upstream/packument.ts";
import type { Upstream } from "../../model/upstream/upstream.ts";
import { fetchPatiently } from "../remote/patient.ts";
import type { MetadataSource } from "./configuration.ts";
import type { MetadataCache } from "./metadata-cache.ts";

/** Bytes of one package's metadata: the largest known are a third of it. */
const MOST_BYTES = 64 * 1024 * 1024;

/**
 * Asks the registry for all versions of a package: the full metadata, because the short form has no dates.
 * What was learnt last time is used again when the registry says that nothing has changed.
 *
 * @returns `undefined` when the registry knows no such package
 * @throws PakError NETWORK or TOO_LARGE when there is no usable answer
 */
export async function fetchUpstream(
  name: string,
  configuration: MetadataSource,
  cache: MetadataCache,
  fetch: typeof globalThis.fetch,
): Promise<Upstream | undefined> {
  const address = configuration.addressOf(name);
  const known = cache.read(address);
  const headers = {
    accept: "application/json",
    ...(known === undefined ? {} : { "if-none-match": known.etag }),
  };
  const bounds = { who: "the registry", most: MOST_BYTES, patience: configuration };
  const answer = await fetchPatiently(fetch, address, { headers }, bounds);
  if (answer.status === 304 && known !== undefined) return known.value;
  if (answer.status === 404 || answer.status === 410) return undefined;
  if (answer.status !== 200) {
    throw new PakError("NETWORK", `the registry answered ${answer.status} for ${name}`, {
      fix: "check npm's configuration: `npm view` should be able to read the package",
    });
  }
  const upstream = parsePackument(parseBody(answer.body, name), name);
  if (upstream === undefined) throw makeUnreadable(name);
  const etag = answer.headers.get("etag");
  if (etag !== null) cache.write(address, { etag, value: upstream });
  return upstream;
}

function parseBody(body: Uint8Array, name: string): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString("utf8"));
  } catch {
    throw makeUnreadable(name);
  }
}

function makeUnreadable(name: string): PakError {
  return new PakError("NETWORK", `the registry's answer is no metadata of ${name}`, {
    fix: "check npm's configuration: `npm view` should be able to read the package",
  });
}
