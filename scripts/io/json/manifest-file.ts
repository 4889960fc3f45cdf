import { isUtf8 } from "node:buffer";
import { lstatSync, readFileSync, realpathSync, statSync } from "node:fs";
import { PakError } from "../../errors.ts";
import { isJsonObject, type JsonObject } from "../../model/json.ts";
import { parseLenient } from "./lenient.ts";

/** Bytes of the largest manifest that is read. */
export const LARGEST_MANIFEST = 1_048_576;

/** A pak.json or package.json as it lies on the disk. */
export interface ManifestFile {
  /** Where it really lies, links followed. */
  readonly path: string;
  readonly text: string;
  readonly document: JsonObject;
  /** Its permission bits. */
  readonly mode: number;
}

/**
 * Reads a manifest as leniently as the original Pak; `undefined` where there is none.
 *
 * @throws PakError READ when it is something else than a small object in a plain file of UTF-8
 */
export function readManifestFile(file: string): ManifestFile | undefined {
  const refuse = (why: string, fix: string) => new PakError("READ", `${file} ${why}`, { fix });
  if (lstatSync(file, { throwIfNoEntry: false }) === undefined) return undefined;
  const stats = statIfReadable(file);
  if (!stats?.isFile()) throw refuse("is no file that can be read", "move it away, or put a file there");
  if (stats.size > LARGEST_MANIFEST) {
    throw refuse(`has ${stats.size} bytes, at most ${LARGEST_MANIFEST} are read`, "shorten it");
  }
  const bytes = readFileSync(file);
  if (!isUtf8(bytes)) throw refuse("is not UTF-8", "save it as UTF-8");
  const text = bytes.toString();
  const document = parseLenient(text, file);
  if (!isJsonObject(document)) throw refuse("is no object", 'write { "name": "my-package", … }');
  return { path: realpathSync(file), text, document, mode: stats.mode & 0o777 };
}

/** Links that lead nowhere or in a circle, and folders that may not be entered, are no file. */
function statIfReadable(file: string) {
  try {
    return statSync(file);
  } catch {
    return undefined;
  }
}
