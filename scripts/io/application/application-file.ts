import { basename, join } from "node:path";
import { PakError } from "../../errors.ts";
import type { Finding } from "../../model/finding.ts";
import { type Application, parseApplication } from "../../model/install/application.ts";
import { isJsonObject, type JsonObject } from "../../model/json.ts";
import { isName } from "../../model/name/name.ts";
import { isVersion } from "../../model/version/version.ts";
import { locate } from "../json/locate.ts";
import { type ManifestFile, readManifestFile } from "../json/manifest-file.ts";

export const APPLICATION_FILE = "pak.json";

/** An application's `pak.json`, or the one that it will be given. */
export interface ApplicationFile {
  /** Absent when there is no such file yet. */
  readonly before: ManifestFile | undefined;
  readonly document: JsonObject;
  readonly application: Application;
  /** What is wrong in it, by line. */
  readonly findings: readonly Finding[];
}

/**
 * Reads an application. A folder that has none yet gets one in mind, which imports what packages export.
 *
 * @param profile instead of the one that the file chooses
 * @throws PakError READ when the file is no object in JSON, USAGE when it has no such profile
 */
export function readApplication(root: string, profile?: string): ApplicationFile {
  const before = readManifestFile(join(root, APPLICATION_FILE));
  const document = before?.document ?? makeDocument(root);
  if (
    profile !== undefined &&
    !(isJsonObject(document.profiles) && Object.hasOwn(document.profiles, profile))
  ) {
    throw new PakError("USAGE", `${APPLICATION_FILE} has no profile ${JSON.stringify(profile)}`, {
      fix: `it has: ${Object.keys(isJsonObject(document.profiles) ? document.profiles : {}).join(", ") || "none"}`,
    });
  }
  const { application, findings } = parseApplication(withProfile(document, profile));
  return {
    before,
    document,
    application,
    findings: findings.map(found => ({
      ...found,
      file: APPLICATION_FILE,
      ...(before === undefined ? {} : locate(before.text, found.pointer ?? [])),
    })),
  };
}

/** The document as if it chose this profile. */
export function withProfile(document: JsonObject, profile: string | undefined): JsonObject {
  return profile === undefined ? document : { ...document, profile };
}

/** A document's text with the indentation of what stood there before. */
export function renderLike(before: ManifestFile | undefined, document: JsonObject): string {
  const indentation = /^\{\s*\n([ \t]+)/.exec(before?.text ?? "")?.[1] ?? "  ";
  return `${JSON.stringify(document, null, indentation)}\n`;
}

/** What the original program writes into an empty folder: a name, a version, and the wish to import. */
function makeDocument(root: string): JsonObject {
  const { name, version } = readManifestFile(join(root, "package.json"))?.document ?? {};
  const folder = basename(root)
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, "-");
  return {
    name: [name, folder].find(isName) ?? "application",
    version: isVersion(version) ? version : "1.0.0",
    import: true,
    dependencies: {},
  };
}
