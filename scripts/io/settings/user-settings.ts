import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { PakError } from "../../errors.ts";
import { isJsonObject, type JsonObject, withoutAbsent } from "../../model/json.ts";
import { isPlace, isTag } from "../../model/oci/reference.ts";
import { LOCAL_ADDRESS } from "../../model/settings.ts";

/** A catalog that a person reads from. */
export type ConfiguredCatalog =
  | {
      readonly kind: "pak";
      readonly url: string;
      readonly mirrors: readonly string[];
      readonly rootFingerprint?: string;
    }
  /** The registry that npm's own configuration names. */
  | { readonly kind: "npm" }
  | { readonly kind: "bower"; readonly url: string };

/** What a person tells pak: `settings.json` in PAK_HOME. */
export interface UserSettings {
  /** Tried in this order; none when the person named none. */
  readonly catalogs: readonly ConfiguredCatalog[];
  /** The folder of fetched packages, as it is written there. */
  readonly cache?: string;
  /**
   * Where sources are asked for instead: the beginning of an address to what stands in its place, as git's
   * `insteadOf`. Digests prove the bytes wherever they come from.
   */
  readonly replace: Readonly<Record<string, string>>;
  /** Where releases go, `HOST/NAME`, instead of where the catalog says. */
  readonly registry?: string;
  /** Who pushes there. */
  readonly user?: string;
  /** What a released version is tagged beside its number. */
  readonly tag?: string;
}

/** What a person's places depend on. */
export interface UserPlaces {
  /** PAK_HOME, absolute. */
  readonly home: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * Reads a person's settings.
 *
 * @throws PakError SETTINGS when they can't be read or say something of the wrong shape
 */
export function readUserSettings({ home }: UserPlaces): UserSettings {
  const file = join(home, "settings.json");
  const { catalogs = [], cache, replace = {}, registry, user, tag } = readObject(file);
  if (!Array.isArray(catalogs)) throw makeShapeError(file, "catalogs", "a list");
  if (cache !== undefined && (typeof cache !== "string" || cache === ""))
    throw makeShapeError(file, "cache", "a folder");
  if (!isJsonObject(replace) || !Object.values(replace).every(to => typeof to === "string"))
    throw makeShapeError(file, "replace", "an object of addresses");
  if (registry !== undefined && (typeof registry !== "string" || !isPlace(registry)))
    throw makeShapeError(file, "registry", "a place in a registry, as in ghcr.io/owner/packages");
  if (user !== undefined && (typeof user !== "string" || !/^[!-9;-~]+$/.test(user)))
    throw makeShapeError(file, "user", "a name at the registry");
  if (tag !== undefined && (typeof tag !== "string" || !isTag(tag)))
    throw makeShapeError(file, "tag", "a tag, as in latest");
  return {
    catalogs: catalogs.map((value, at) => parseSource(value, `${file}: catalogs[${at}]`)),
    ...(cache === undefined ? {} : { cache }),
    replace: replace as Record<string, string>,
    ...withoutAbsent({ registry, user, tag }),
  };
}

/**
 * Which catalogs to read: `--catalog`, else PAK_CATALOG, else those of the settings in their order, else the one
 * served on this computer.
 *
 * @throws PakError SETTINGS as `readUserSettings`, USAGE for an address that is none
 */
export function readConfiguredCatalogs(
  given: UserPlaces & {
    readonly catalog?: string | undefined;
    readonly mirrors?: readonly string[] | undefined;
  },
): readonly ConfiguredCatalog[] {
  const named = given.catalog ?? (given.environment.PAK_CATALOG || undefined);
  const { catalogs } = readUserSettings(given);
  const sources =
    named === undefined && catalogs.length > 0
      ? catalogs
      : [findConfigured(catalogs, checkAddress(named ?? LOCAL_ADDRESS))];
  const mirrors = given.mirrors?.map(checkAddress);
  // Mirrors without a name of their own are those of the catalog that is asked first.
  return sources.map((source, at) =>
    at === 0 && source.kind === "pak" && mirrors !== undefined ? { ...source, mirrors } : source,
  );
}

/** A catalog by its address: with the mirrors and the pin that the settings have for it. */
function findConfigured(catalogs: readonly ConfiguredCatalog[], url: string): ConfiguredCatalog {
  const configured = catalogs.find(source => source.kind === "pak" && source.url === url);
  return configured ?? { kind: "pak", url, mirrors: [] };
}

/** The folder of fetched packages: the setting `cache`, else `paks` in a PAK_HOME that was named, else `~/.paks`. */
export function findPackageCache(places: UserPlaces): string {
  const { home, environment } = places;
  const { cache } = readUserSettings(places);
  if (cache !== undefined) return resolve(cache.replace(/^~(?=$|[/\\])/, homedir()));
  return environment.PAK_HOME ? join(home, "paks") : join(homedir(), ".paks");
}

function readObject(file: string): JsonObject {
  let settings: unknown;
  try {
    settings = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    if (/^(?:ENOENT|ENOTDIR)$/.test((error as NodeJS.ErrnoException).code ?? "")) return {};
    throw new PakError("SETTINGS", `${file} can't be read: ${(error as Error).message}`, {
      fix: "mend it, or delete it",
    });
  }
  if (isJsonObject(settings)) return settings;
  throw new PakError("SETTINGS", `${file} is no object`, { fix: "mend it, or delete it" });
}

function parseSource(value: unknown, place: string): ConfiguredCatalog {
  const { kind = "pak", url, mirrors = [], root, ...others } = isJsonObject(value) ? value : {};
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) {
    throw new PakError("SETTINGS", `${place} has a field ${JSON.stringify(unknown)} that pak does not know`, {
      fix: "the fields of a catalog: kind, url, mirrors, root",
    });
  }
  if (root !== undefined && (typeof root !== "string" || !/^[0-9A-F]{40}$/.test(root))) {
    throw new PakError("SETTINGS", `${place}: root is no fingerprint`, {
      fix: "write the 40 hex digits of the key that signed root 1, in upper case",
    });
  }
  if (kind === "npm") return { kind };
  if (kind === "bower" && typeof url === "string") return { kind, url: checkAddress(url) };
  const isPak = kind === "pak" && typeof url === "string" && Array.isArray(mirrors);
  if (!isPak || !mirrors.every(mirror => typeof mirror === "string")) {
    throw new PakError("SETTINGS", `${place} is no catalog`, {
      fix: 'write { "url": "https://…/" }, { "kind": "npm" } or { "kind": "bower", "url": "https://…/" }',
    });
  }
  return {
    kind: "pak",
    url: checkAddress(url),
    mirrors: mirrors.map(checkAddress),
    ...(root === undefined ? {} : { rootFingerprint: root }),
  };
}

function makeShapeError(file: string, field: string, expected: string): PakError {
  return new PakError("SETTINGS", `${file}: ${field} is not ${expected}`, { fix: `write ${expected}` });
}

function checkAddress(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol))
    return text.endsWith("/") ? text : `${text}/`;
  throw new PakError("USAGE", `${JSON.stringify(text)} is no address of a catalog`, {
    fix: "give one like https://example.org/catalog/",
  });
}
