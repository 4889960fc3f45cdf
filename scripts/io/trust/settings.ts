import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PakError } from "../../errors.ts";
import { isJsonObject } from "../../model/json.ts";

/** A catalog that a person reads from. */
export interface CatalogSource {
  readonly url: string;
  readonly mirrors: readonly string[];
  readonly rootFingerprint?: string;
}

/** Where `pak serve` serves: the catalog of somebody who has named none. */
const LOCAL = "http://localhost:8080/";

/**
 * Which catalog to read: `--catalog`, else PAK_CATALOG, else the first of `catalogs` in PAK_HOME's settings,
 * else the one served on this computer.
 *
 * @param home PAK_HOME, absolute
 * @throws PakError SETTINGS when the settings can't be read, USAGE for an address that is none
 */
export function readCatalogSource(given: {
  readonly home: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly catalog?: string | undefined;
  readonly mirrors?: readonly string[] | undefined;
}): CatalogSource {
  const { home, environment, catalog } = given;
  const named = catalog ?? environment.PAK_CATALOG;
  const configured = named === undefined ? readFirst(join(home, "settings.json")) : undefined;
  const source = configured ?? { url: named ?? LOCAL, mirrors: [] };
  const mirrors = given.mirrors ?? source.mirrors;
  return { ...source, url: checkAddress(source.url), mirrors: mirrors.map(checkAddress) };
}

function readFirst(file: string): CatalogSource | undefined {
  let settings: unknown;
  try {
    settings = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new PakError("SETTINGS", `${file} can't be read: ${(error as Error).message}`, {
      fix: "mend it, or delete it",
    });
  }
  const [first] = isJsonObject(settings) && Array.isArray(settings.catalogs) ? settings.catalogs : [];
  if (!isJsonObject(first)) return undefined;
  const { url, mirrors = [], root } = first;
  if (
    typeof url !== "string" ||
    !Array.isArray(mirrors) ||
    !mirrors.every(mirror => typeof mirror === "string")
  ) {
    throw new PakError("SETTINGS", `${file}: the first catalog has no url`, {
      fix: 'write { "catalogs": [{ "url": "https://…/" }] }',
    });
  }
  return { url, mirrors, ...(typeof root === "string" ? { rootFingerprint: root } : {}) };
}

function checkAddress(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol))
    return text.endsWith("/") ? text : `${text}/`;
  throw new PakError("USAGE", `${JSON.stringify(text)} is no address of a catalog`, {
    fix: "give one like https://example.org/catalog/",
  });
}
