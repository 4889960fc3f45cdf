import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { PakError } from "../../errors.ts";
import type { JsonObject } from "../../model/json.ts";
import { isAddress } from "../../model/personal/settings.ts";
import { LOCAL_ADDRESS } from "../../model/settings.ts";
import { readSettingsFile } from "./settings-file.ts";

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
  /** Who signs. */
  readonly name?: string;
  readonly email?: string;
  /** Who pushes there. */
  readonly user?: string;
  /** Tried in this order; none when the person named none. */
  readonly catalogs: readonly ConfiguredCatalog[];
  /** Where artifacts go, `HOST/NAME`, instead of where the catalog says. */
  readonly registry?: string;
  /** What a released version is tagged beside its number. */
  readonly tag?: string;
  /** The folder of fetched packages, as it is written there. */
  readonly cache?: string;
  /**
   * Where sources are asked for instead: the beginning of an address to what stands in its place, as git's
   * `insteadOf`. Digests prove the bytes wherever they come from.
   */
  readonly replace: Readonly<Record<string, string>>;
  /** A program, maybe with arguments. */
  readonly editor?: string;
  /** Hours a release must be old before `pak refresh` records it, where the catalog says nothing. */
  readonly cooldown?: number;
  /** How old a release must be before it is installed: `7d`. */
  readonly olderThan?: string;
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
 * @throws PakError SETTINGS when they can't be read or anything in them is wrong
 */
export function readUserSettings({ home }: Pick<UserPlaces, "home">): UserSettings {
  const { document, findings } = readSettingsFile(home);
  const [wrong, ...others] = findings;
  if (wrong !== undefined) {
    const place = [wrong.file, wrong.line, wrong.column].filter(part => part !== undefined).join(":");
    const more = others.length === 0 ? "" : `, and ${others.length} more`;
    throw new PakError("SETTINGS", `${place}: ${wrong.message}${more}`, {
      fix: `${wrong.fix ?? (wrong.expected && `write ${wrong.expected}`) ?? "mend it"}; or run: pak config edit`,
    });
  }
  const { $schema: _schema, catalogs = [], ...rest } = document;
  return { replace: {}, ...rest, catalogs: (catalogs as readonly JsonObject[]).map(makeSource) };
}

/**
 * Which catalogs to read: `--catalog`, else PAK_CATALOG, else those of the settings in their order, else the one
 * served on this computer.
 *
 * @throws PakError USAGE for an address that is none
 */
export function chooseCatalogs(
  { catalogs }: Pick<UserSettings, "catalogs">,
  given: Pick<UserPlaces, "environment"> & {
    readonly catalog?: string | undefined;
    readonly mirrors?: readonly string[] | undefined;
  },
): readonly ConfiguredCatalog[] {
  const named = given.catalog ?? (given.environment.PAK_CATALOG || undefined);
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
export function findPackageCache(
  { cache }: Pick<UserSettings, "cache">,
  { home, environment }: UserPlaces,
): string {
  if (cache !== undefined) return resolve(cache.replace(/^~(?=$|[/\\])/, homedir()));
  return environment.PAK_HOME ? join(home, "paks") : join(homedir(), ".paks");
}

/** A catalog of settings that were checked. */
function makeSource({ kind = "pak", url, mirrors = [], root }: JsonObject): ConfiguredCatalog {
  if (kind === "npm") return { kind };
  if (kind === "bower") return { kind, url: endWithSlash(url as string) };
  return {
    kind: "pak",
    url: endWithSlash(url as string),
    mirrors: (mirrors as readonly string[]).map(endWithSlash),
    ...(root === undefined ? {} : { rootFingerprint: root as string }),
  };
}

function checkAddress(text: string): string {
  if (isAddress(text)) return endWithSlash(text);
  throw new PakError("USAGE", `${JSON.stringify(text)} is no address of a catalog`, {
    fix: "give one like https://example.org/catalog/",
  });
}

function endWithSlash(address: string): string {
  return address.endsWith("/") ? address : `${address}/`;
}
