import type { Entry } from "../../model/entry/entry.ts";
import type { Json, JsonObject } from "../../model/json.ts";
import { entryPath, keyPath, overridePath, recoveryPath, releasesPath } from "../../model/name/paths.ts";
import type { Recovery } from "../../model/recovery/recovery.ts";
import type { Releases } from "../../model/release/release.ts";
import { type FileKind, renderJson } from "../json/render.ts";

/** The files of a published package, as they are committed. */
export function renderPackageFiles(given: {
  readonly entry: Entry;
  readonly override?: Json;
  /** A public key that the catalog does not have yet. */
  readonly key?: { readonly fingerprint: string; readonly publicKey: string };
}): Map<string, Uint8Array> {
  const { entry, override, key } = given;
  const files = new Map<string, Uint8Array>();
  const add = (path: string, document: object, kind: FileKind) =>
    files.set(path, Buffer.from(renderJson(document, kind)));
  add(entryPath(entry.name), entry, "entry");
  if (override !== undefined) add(overridePath(entry.name), override as JsonObject, "override");
  if (key !== undefined) files.set(keyPath(key.fingerprint), Buffer.from(key.publicKey));
  return files;
}

/** The file of a package's recorded releases. */
export function renderReleasesFile(releases: Releases): Map<string, Uint8Array> {
  return new Map([[releasesPath(releases.name), Buffer.from(renderJson(releases, "releases"))]]);
}

/** The file of a recovery, and the new public key when the catalog does not have it yet. */
export function renderRecoveryFiles(
  recovery: Recovery,
  key?: { readonly fingerprint: string; readonly publicKey: string },
): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>([
    [recoveryPath(recovery.name), Buffer.from(renderJson(recovery, "recovery"))],
  ]);
  if (key !== undefined) files.set(keyPath(key.fingerprint), Buffer.from(key.publicKey));
  return files;
}
