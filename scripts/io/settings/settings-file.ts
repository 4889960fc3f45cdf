import { lstatSync, realpathSync, statSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { PakError } from "../../errors.ts";
import type { Finding } from "../../model/finding.ts";
import type { JsonObject } from "../../model/json.ts";
import { checkSettings } from "../../model/personal/settings.ts";
import { writeAtomically } from "../disk/atomic.ts";
import { readIfPresent } from "../disk/read-if-present.ts";
import { locate } from "../json/locate.ts";
import { parseJson } from "../json/parse.ts";

/** A person's `settings.json` as it lies on the disk. */
export interface SettingsFile {
  /** Empty when there is none, or when it can't be read. */
  readonly document: JsonObject;
  /** Everything wrong with it, each with its line and column. */
  readonly findings: readonly Finding[];
  /** Whether there is a file, and whether it holds an object that can be changed. */
  readonly state: "absent" | "unreadable" | "read";
}

/** Where a person's settings lie. */
export function settingsPath(home: string): string {
  return join(home, "settings.json");
}

/**
 * Reads and checks a person's settings.
 *
 * @throws PakError SETTINGS when the disk refuses
 */
export function readSettingsFile(home: string): SettingsFile {
  const file = settingsPath(home);
  const bytes = readBytes(file);
  if (bytes === undefined) return { document: {}, findings: [], state: "absent" };
  const parsed = parseJson(bytes);
  if ("findings" in parsed) {
    const findings = parsed.findings.map(found => ({ ...found, file }));
    return { document: {}, findings, state: "unreadable" };
  }
  const { document, text } = parsed;
  const findings = checkSettings(document).map(found => ({
    ...found,
    file,
    ...locate(text, found.pointer ?? []),
  }));
  return { document, findings, state: "read" };
}

/**
 * Writes a person's settings for them alone; a file that is there keeps its permissions, and a link leads to where it
 * led.
 *
 * @throws PakError WRITE
 */
export function writeSettingsFile(home: string, document: JsonObject): void {
  const file = settingsPath(home);
  const isThere = lstatSync(file, { throwIfNoEntry: false }) !== undefined;
  const [target, mode] = isThere ? [realpathSync(file), statSync(file).mode & 0o777] : [file, 0o600];
  writeAtomically(target, `${JSON.stringify(document, null, 2)}\n`, mode);
}

/** Where the schema of settings lies, for editors. */
export function renderSchemaAddress(tool: string): string {
  return pathToFileURL(join(tool, "schemas/settings.schema.json")).href;
}

function readBytes(file: string): Uint8Array | undefined {
  try {
    return readIfPresent(file);
  } catch (cause) {
    throw new PakError("SETTINGS", `${file} can't be read: ${(cause as Error).message}`, {
      fix: "check who may read it",
      cause,
    });
  }
}
