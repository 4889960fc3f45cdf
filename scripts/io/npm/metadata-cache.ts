import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isJsonObject } from "../../model/json.ts";
import type { Upstream } from "../../model/upstream/upstream.ts";
import { writeAtomically } from "../disk/atomic.ts";

/** What a registry said last time, and the tag by which it tells whether that still holds. */
export interface Remembered {
  readonly etag: string;
  readonly upstream: Upstream;
}

/** Answers of registries by address. It only saves traffic: losing it loses nothing. */
export interface MetadataCache {
  read(address: string): Remembered | undefined;
  write(address: string, remembered: Remembered): void;
}

/** Raise it when {@link Upstream} or the way it is read changes: what older code remembered is asked anew. */
const FORMAT = 1;

/** The cache in `cache/npm/` of PAK_HOME. */
export function openMetadataCache(home: string): MetadataCache {
  const fileOf = (address: string) =>
    join(home, "cache", "npm", `${createHash("sha256").update(address).digest("hex")}.json`);
  return {
    read: address => readRemembered(fileOf(address)),
    write: (address, remembered) =>
      writeAtomically(fileOf(address), JSON.stringify({ format: FORMAT, ...remembered })),
  };
}

/** A file that is missing, torn or of another format counts as nothing remembered. */
function readRemembered(file: string): Remembered | undefined {
  try {
    const found: unknown = JSON.parse(readFileSync(file, "utf8"));
    if (!isJsonObject(found) || found["format"] !== FORMAT || typeof found["etag"] !== "string")
      return undefined;
    const upstream = found["upstream"] as unknown as Upstream;
    return Array.isArray(upstream.versions) &&
      Array.isArray(upstream.releases) &&
      isJsonObject(upstream.skipped)
      ? { etag: found["etag"], upstream }
      : undefined;
  } catch {
    return undefined;
  }
}
