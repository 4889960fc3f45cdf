import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { PakError } from "../../errors.ts";
import { isJsonObject, type JsonObject } from "../../model/json.ts";
import { findRegistry, type Registries, renderTarballAddress } from "../../model/upstream/registries.ts";
import type { Patience } from "../remote/patient.ts";

/** What npm's own configuration says about asking registries; all times in milliseconds. */
export interface MetadataSource extends Patience {
  /** The address that serves a package's metadata. */
  addressOf(name: string): string;
}

/** What npm's own configuration says about registries. */
export interface NpmConfiguration extends MetadataSource {
  readonly registries: Registries;
  /** The address that serves the tarball of a package's version, as `renderTarballAddress` makes it. */
  tarballOf(name: string, version: string): string;
}

/**
 * Asks npm for its configuration as it stands in the catalog's folder: `.npmrc` of the project and the user,
 * the environment, npm's defaults. So no registry's name stands in the code or in a committed file.
 *
 * @throws PakError SETTINGS when npm can't be run or names no usable registry
 */
export async function readNpmConfiguration(
  root: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<NpmConfiguration> {
  const values = await readValues(root, environment);
  const registries = {
    registry: parseRegistry(values.registry),
    scopes: Object.fromEntries(
      Object.entries(values).flatMap(([key, value]) => {
        const scope = /^(@[^/:]+):registry$/.exec(key)?.[1];
        return scope === undefined ? [] : [[scope, parseRegistry(value)]];
      }),
    ),
  };
  const count = (key: string, otherwise: number) => {
    const value = Number(values[key] ?? otherwise);
    return Number.isSafeInteger(value) && value >= 0 ? value : otherwise;
  };
  return {
    registries,
    addressOf: name => findRegistry(registries, name) + name.replace("/", "%2f"),
    tarballOf: (name, version) => renderTarballAddress(registries, name, version),
    retries: Math.min(count("fetch-retries", 2), 10),
    leastWait: Math.min(count("fetch-retry-mintimeout", 10_000), 60_000),
    mostWait: Math.min(count("fetch-retry-maxtimeout", 60_000), 300_000),
    timeout: Math.min(count("fetch-timeout", 300_000) || 300_000, 900_000),
  };
}

/** What npm needs of an environment, and nothing that a file of somebody else could have it send away. */
const NEEDED =
  /^(?:PATH|HOME|USERPROFILE|APPDATA|LOCALAPPDATA|SystemRoot|PATHEXT|TEMP|TMP|TMPDIR|npm_config_.*|(?:https?|no)_proxy)$/i;

/** Everything but secrets, which npm leaves out: which scopes have registries is not known beforehand. */
async function readValues(
  cwd: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<JsonObject> {
  try {
    const { stdout } = await promisify(execFile)("npm", ["config", "list", "--json"], {
      cwd,
      // Else npm asks the registry on the side whether there is a newer npm.
      env: {
        ...Object.fromEntries(Object.entries(environment).filter(([key]) => NEEDED.test(key))),
        npm_config_update_notifier: "false",
      },
      timeout: 60_000,
    });
    const values: unknown = JSON.parse(stdout);
    return isJsonObject(values) ? values : {};
  } catch (cause) {
    throw new PakError("SETTINGS", "npm could not be asked for its registry", {
      fix: "check that `npm config get registry` prints an address",
      cause,
    });
  }
}

function parseRegistry(value: unknown): string {
  // What stands for something of the environment would be sent to whoever wrote it there.
  const url = typeof value === "string" && !value.includes("${") ? URL.parse(value) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== "" || url.password !== "") {
    throw new PakError("SETTINGS", "npm's configuration names no usable registry", {
      fix: "set one that begins with https:// and holds no password: npm config set registry ADDRESS",
    });
  }
  url.search = "";
  url.hash = "";
  return url.href.endsWith("/") ? url.href : `${url.href}/`;
}
