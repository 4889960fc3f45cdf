import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { PakError } from "../../errors.ts";

/** What npm's own configuration says about reaching registries. */
export interface NpmConfiguration {
  /** The address that serves a package's metadata. */
  addressOf(name: string): string;
  /** Further attempts after the first. */
  readonly retries: number;
  /** Milliseconds before the first further attempt; doubles each time. */
  readonly leastWait: number;
  /** Milliseconds that no wait exceeds, also when the registry asks for more. */
  readonly mostWait: number;
  /** Milliseconds for one whole answer. */
  readonly timeout: number;
}

const KEYS = [
  "registry",
  "fetch-retries",
  "fetch-retry-mintimeout",
  "fetch-retry-maxtimeout",
  "fetch-timeout",
];

/**
 * Asks npm for its configuration as it stands in the catalog's folder: `.npmrc` of the project and the user,
 * the environment, npm's defaults. So no registry's name stands in the code or in a committed file.
 *
 * @param names packages that will be asked for: scopes among them may have registries of their own
 * @throws PakError SETTINGS when npm can't be run or names no usable registry
 */
export async function readNpmConfiguration(
  root: string,
  environment: Readonly<Record<string, string | undefined>>,
  names: readonly string[],
): Promise<NpmConfiguration> {
  const scopes = [...new Set(names.flatMap(name => scopeOf(name) ?? []))];
  const values = await readValues(root, environment, [...KEYS, ...scopes.map(scope => `${scope}:registry`)]);
  const registry = parseRegistry(values.get("registry"));
  const ofScope = new Map(
    scopes.map(scope => {
      const own = values.get(`${scope}:registry`);
      return [scope, own === undefined ? registry : parseRegistry(own)];
    }),
  );
  const count = (key: string, otherwise: number) => {
    const value = Number(values.get(key));
    return Number.isSafeInteger(value) && value >= 0 ? value : otherwise;
  };
  return {
    addressOf: name => `${ofScope.get(scopeOf(name) ?? "") ?? registry}${name.replace("/", "%2f")}`,
    retries: Math.min(count("fetch-retries", 2), 10),
    leastWait: count("fetch-retry-mintimeout", 10_000),
    mostWait: count("fetch-retry-maxtimeout", 60_000),
    timeout: count("fetch-timeout", 300_000) || 300_000,
  };
}

function scopeOf(name: string): string | undefined {
  return name.startsWith("@") ? name.slice(0, name.indexOf("/")) : undefined;
}

/** `npm config get` prints a line `key=value` for each of several keys. */
async function readValues(
  cwd: string,
  environment: Readonly<Record<string, string | undefined>>,
  keys: readonly string[],
): Promise<Map<string, string>> {
  try {
    const { stdout } = await promisify(execFile)("npm", ["config", "get", ...keys], {
      cwd,
      // Else npm asks the registry on the side whether there is a newer npm.
      env: { ...environment, npm_config_update_notifier: "false" },
      timeout: 60_000,
    });
    return new Map(
      stdout.split(/\r?\n/).flatMap(line => {
        const [key, value] = splitOnce(line);
        return value === undefined || value === "undefined" || value === "null"
          ? []
          : [[key, value] as const];
      }),
    );
  } catch (cause) {
    throw new PakError("SETTINGS", "npm could not be asked for its registry", {
      fix: "check that `npm config get registry` prints an address",
      cause,
    });
  }
}

/** Splits at the first `=` after the key; a scope's key has none. */
function splitOnce(line: string): [string, string | undefined] {
  const at = line.indexOf("=");
  return at < 0 ? [line, undefined] : [line.slice(0, at).trim(), line.slice(at + 1).trim()];
}

function parseRegistry(text: string | undefined): string {
  const url = text === undefined ? null : URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== "" || url.password !== "") {
    throw new PakError("SETTINGS", "npm's configuration names no usable registry", {
      fix: "set one that begins with https:// and holds no password: npm config set registry ADDRESS",
    });
  }
  url.search = "";
  url.hash = "";
  return url.href.endsWith("/") ? url.href : `${url.href}/`;
}
