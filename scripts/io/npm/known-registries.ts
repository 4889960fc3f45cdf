import { hash } from "node:crypto";
import { join } from "node:path";
import type { Registries } from "../../model/upstream/registries.ts";
import { readIfPresent } from "../disk/read-if-present.ts";
import { readNpmConfiguration } from "./configuration.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** What npm told of its registries, to be used without asking it again. */
export interface KnownRegistries extends Registries {
  /** As `stampRegistries` gave it then. */
  readonly stamp: string;
}

/**
 * Asks npm, which takes as long as a small publication.
 *
 * @throws PakError SETTINGS as `readNpmConfiguration` does
 */
export async function readKnownRegistries(root: string, environment: Environment): Promise<KnownRegistries> {
  const { registries } = await readNpmConfiguration(root, environment);
  return { ...registries, stamp: stampRegistries(environment) };
}

/**
 * SHA-256 in hex of what names registries outside the catalog's folder: the environment and the user's `.npmrc`. Another
 * stamp means that npm has to be asked again. npm's global configuration is left out: only npm knows where it lies.
 */
export function stampRegistries(environment: Environment): string {
  const named = Object.entries(environment)
    .filter(([key]) => /^npm_config_(?:@.*:)?registry$/i.test(key))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const home = environment.HOME ?? environment.USERPROFILE;
  const file = environment.npm_config_userconfig ?? (home === undefined ? undefined : join(home, ".npmrc"));
  const user = file === undefined ? undefined : readIfPresent(file);
  return hash("sha256", JSON.stringify([named, Buffer.from(user ?? "").toString("base64")]));
}
