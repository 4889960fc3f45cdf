import { PakError } from "../../errors.ts";
import type { Finding } from "../finding.ts";
import { isJsonObject, type Json, type JsonObject } from "../json.ts";
import { checkSettings, isAddress, SETTING_FIELDS } from "./settings.ts";

/** One change as a person types it. */
export interface SettingChange {
  /** A field, or `replace.ADDRESS`. */
  readonly key: string;
  /** As typed: JSON where the field is no text; absent: the field goes. */
  readonly value?: string;
  /** Whether the value is one more of a list. */
  readonly isMore?: boolean;
}

/**
 * Settings after a change; what else may be wrong in them stays as it is.
 *
 * @throws PakError USAGE when there is no such setting, its value is wrong, or it has to stay secret
 */
export function applySetting(document: JsonObject, change: SettingChange): JsonObject {
  const [, name = "", inside] = /^([^.]*)(?:\.(.*))?$/s.exec(change.key) ?? [];
  const before = Object.hasOwn(document, name) ? document[name] : undefined;
  const value =
    inside === undefined ? readValue(name, change, before) : readInside(name, inside, change, before);
  // A field that goes has to be one, too.
  const findings = checkSettings({ [name]: value ?? null });
  refuse(findings.find(({ code }) => value !== undefined || code !== "SETTING_VALUE"));
  if (value !== undefined) return { ...document, [name]: value };
  const { [name]: _gone, ...others } = document;
  return others;
}

function readValue(name: string, { key, value, isMore }: SettingChange, before: Json | undefined) {
  if (value === undefined) return undefined;
  if (isMore === true && name !== "catalogs") {
    throw new PakError("USAGE", `${key} is no list that --add could add to`, {
      fix: "only catalogs is one: pak config set --add catalogs URL",
    });
  }
  if (name === "catalogs") return readCatalogs(value, isMore === true && Array.isArray(before) ? before : []);
  return SETTING_FIELDS.get(name)?.isText === false ? parseJson(value) : value;
}

/** Only `replace` has fields that a person names: everything after the first dot is one. */
function readInside(name: string, inside: string, { key, value }: SettingChange, before: Json | undefined) {
  if (name !== "replace" || inside === "") {
    throw new PakError("USAGE", `there is no setting ${key}`, {
      fix: `choose one of ${[...SETTING_FIELDS.keys()].join(", ")}, replace.ADDRESS`,
    });
  }
  const { [inside]: _before, ...others } = isJsonObject(before) ? before : {};
  return value === undefined ? others : { ...others, [inside]: value };
}

/** A catalog's address, `npm`, or any of it as JSON. */
function readCatalogs(value: string, before: readonly Json[]): Json {
  const read = value === "npm" ? { kind: "npm" } : isAddress(value) ? { url: value } : parseJson(value);
  return [...before, ...(Array.isArray(read) ? (read as readonly Json[]) : [read])];
}

/** What is no JSON is a text, which the field then refuses. */
function parseJson(value: string): Json {
  try {
    return JSON.parse(value) as Json;
  } catch {
    return value;
  }
}

function refuse(found: Finding | undefined): void {
  if (found === undefined) return;
  if (found.code !== "ENTRY_SECRET")
    throw new PakError("USAGE", found.message, {
      fix: found.fix ?? `write ${found.expected}`,
    });
  throw new PakError("USAGE", "what has to stay secret does not belong in the settings", {
    fix: "keep it in the environment: GITHUB_TOKEN for what is sent, PAK_OWNER_PASSPHRASE for a key; npm keeps its own",
  });
}
