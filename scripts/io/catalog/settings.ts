import { join } from "node:path";
import { PakError } from "../../errors.ts";
import { isJsonObject } from "../../model/json.ts";
import { isPlace } from "../../model/oci/reference.ts";
import type { CatalogSettings } from "../../model/settings.ts";
import { readIfPresent } from "../disk/read-if-present.ts";

/**
 * A catalog's settings: `package.json` → `pak` of its folder.
 *
 * @throws PakError SETTINGS when the folder is no catalog or a setting has the wrong shape
 */
export function readSettings(root: string): CatalogSettings {
  const file = join(root, "package.json");
  const bytes = readIfPresent(file);
  return parseSettings(bytes === undefined ? undefined : Buffer.from(bytes).toString(), file);
}

/**
 * The same from the text of a `package.json`.
 *
 * @param text absent when there is no such file
 * @param file names the text in an error
 * @throws PakError SETTINGS when it is no catalog's or a setting has the wrong shape
 */
export function parseSettings(text: string | undefined, file: string): CatalogSettings {
  const settings = text === undefined ? undefined : parsePackageField(text, file);
  if (
    !isJsonObject(settings) ||
    typeof settings.catalog !== "string" ||
    !/^[a-z0-9-]{1,64}$/.test(settings.catalog)
  ) {
    throw new PakError("SETTINGS", `${file} does not describe a catalog`, {
      fix: 'run pak in a catalog\'s folder, or add "pak": { "catalog": "my-catalog" } to its package.json',
    });
  }
  const { catalog } = settings;
  return {
    catalog,
    title: readText(file, settings, "title") ?? catalog,
    ...readAddress(file, settings, "url"),
    ...readAddress(file, settings, "repository"),
    hosts: readTexts(file, settings, "hosts"),
    reserved: readTexts(file, settings, "reserved"),
    ...readRegistry(file, settings),
    ...readCooldown(file, settings),
    ...readRecoveryNotice(file, settings),
  };
}

function parsePackageField(text: string, file: string): unknown {
  try {
    return (JSON.parse(text) as { pak?: unknown } | null)?.pak;
  } catch (error) {
    throw new PakError("SETTINGS", `${file} can't be read: ${(error as Error).message}`, {
      fix: "mend the file, or take it back from git",
      cause: error,
    });
  }
}

function readText(file: string, settings: Record<string, unknown>, field: string): string | undefined {
  const value = settings[field];
  if (value === undefined || typeof value === "string") return value;
  throw makeShapeError(file, field, "a text");
}

function readAddress<const Field extends string>(
  file: string,
  settings: Record<string, unknown>,
  field: Field,
) {
  const value = readText(file, settings, field);
  if (value === undefined) return {};
  if (!URL.canParse(value) || !/^https?:$/.test(new URL(value).protocol)) {
    throw makeShapeError(file, field, "an address that begins with https://");
  }
  const ended = value.endsWith("/") ? value : `${value}/`;
  return { [field]: ended } as { [Key in Field]: string };
}

function readTexts(file: string, settings: Record<string, unknown>, field: string): readonly string[] {
  const value = settings[field] ?? [];
  if (Array.isArray(value) && value.every(item => typeof item === "string")) return value;
  throw makeShapeError(file, field, "a list of texts");
}

function readRegistry(file: string, settings: Record<string, unknown>): { registry?: string } {
  const registry = readText(file, settings, "registry");
  if (registry === undefined) return {};
  if (isPlace(registry)) return { registry };
  throw makeShapeError(file, "registry", "a place in a registry, as in ghcr.io/owner/packages");
}

function readCooldown(file: string, settings: Record<string, unknown>): { cooldown?: number } {
  const { cooldown } = settings;
  if (cooldown === undefined) return {};
  if (typeof cooldown === "number" && cooldown >= 0 && cooldown <= 8760) return { cooldown };
  throw makeShapeError(file, "cooldown", "a number of hours up to 8760");
}

function readRecoveryNotice(file: string, settings: Record<string, unknown>): { recoveryNotice?: number } {
  const { recoveryNotice } = settings;
  if (recoveryNotice === undefined) return {};
  // Without a day to veto in, a stolen mailbox would be a stolen package.
  if (typeof recoveryNotice === "number" && recoveryNotice >= 1 && recoveryNotice <= 365)
    return { recoveryNotice };
  throw makeShapeError(file, "recoveryNotice", "a number of days from 1 to 365");
}

function makeShapeError(file: string, field: string, expected: string): PakError {
  return new PakError("SETTINGS", `${file}: pak.${field} is not ${expected}`, { fix: `give ${expected}` });
}
