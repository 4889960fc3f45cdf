import { hash } from "node:crypto";
import { lstatSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PakError } from "../../errors.ts";
import type { Finding } from "../../model/finding.ts";
import type { Pin, Selection } from "../../model/install/selection.ts";
import { isJsonObject, type JsonObject } from "../../model/json.ts";
import { isPlainPath } from "../../model/name/portable.ts";

/** The file in a cached package that says what the others are; no package has one of its own. */
export const RECORD_FILE = ".pak-cache.json";

/** Changes whenever the same selection would be built into other bytes. */
const FORMAT = 1;

/** One file of a cached package. */
export interface CachedFile {
  readonly path: string;
  /** hex */
  readonly sha256: string;
  /** bytes */
  readonly size: number;
  readonly isExecutable: boolean;
}

/** A package that was fetched, proved and blended. */
export interface CachedPackage {
  /** Absolute. */
  readonly folder: string;
  /** What decides its bytes: equal keys are equal packages. */
  readonly key: string;
  readonly pin: Pin;
  readonly manifest: JsonObject;
  /** What the package says of itself: the lowest layer of the manifest. */
  readonly own: JsonObject;
  /** Everything in the folder but the record. */
  readonly files: readonly CachedFile[];
  /** What its own manifest says and no catalog allows. */
  readonly warnings: readonly Finding[];
}

interface CacheRecord extends Omit<CachedPackage, "folder" | "manifest"> {
  readonly format: number;
}

/** Everything that decides the bytes of a cached package, as one digest, hex. */
export function keyOf({ endpoint, pin, artifact, layers }: Selection): string {
  const source = "integrity" in pin ? pin.integrity : pin.commit;
  const built = artifact === undefined ? [] : [artifact.sha256];
  return hash("sha256", JSON.stringify([FORMAT, endpoint, source, layers, ...built]));
}

/** The record of a package. */
export function renderRecord(fields: Omit<CacheRecord, "format">): string {
  return JSON.stringify({ format: FORMAT, ...fields } satisfies CacheRecord);
}

/**
 * A cached package when its folder holds what a selection makes. Its files are as they were written unless
 * something spoilt them: whoever copies one compares its digest.
 */
export function readRecord(folder: string, selection: Selection): CachedPackage | undefined {
  try {
    const record = JSON.parse(readFileSync(join(folder, RECORD_FILE), "utf8")) as CacheRecord;
    const { format, key, pin, own, files, warnings } = record;
    if (format !== FORMAT || key !== keyOf(selection)) return undefined;
    if (treeOf(selection.pin) !== undefined && treeOf(selection.pin) !== treeOf(pin)) return undefined;
    if (!isJsonObject(own) || !Array.isArray(warnings) || !files.every(({ path }) => isPlainPath(path)))
      return undefined;
    const bytes = readIfWhole(folder, files.find(file => file.path === "pak.json")!);
    if (bytes === undefined) return undefined;
    return { folder, key, pin, own, files, warnings, manifest: JSON.parse(bytes.toString()) as JsonObject };
  } catch {
    // Whatever is wrong with it, it is fetched again.
    return undefined;
  }
}

/** The digest of a commit's files: names the same ones wherever it is known, where the commit may be forged. */
function treeOf(pin: Pin): string | undefined {
  return "tree" in pin ? pin.tree : undefined;
}

/** Whether every file of a cached package is what was fetched. */
export function isWholePackage({ folder, files }: CachedPackage): boolean {
  return files.every(file => readIfWhole(folder, file) !== undefined);
}

/**
 * The bytes of a cached package's file.
 *
 * @throws PakError CACHE_CORRUPT when they are not those that were fetched
 */
export function readCached({ folder }: CachedPackage, file: CachedFile): Buffer {
  const bytes = readIfWhole(folder, file);
  if (bytes !== undefined) return bytes;
  throw new PakError("CACHE_CORRUPT", `${join(folder, file.path)} is not what was fetched`, {
    fix: `delete ${folder} and run it again`,
  });
}

/** A file's bytes when they are those that its record tells; a link or a device in its place is not followed. */
function readIfWhole(folder: string, { path, sha256, size }: CachedFile): Buffer | undefined {
  const file = join(folder, path);
  try {
    const found = lstatSync(file);
    if (!found.isFile() || found.size !== size) return undefined;
    const bytes = readFileSync(file);
    return hash("sha256", bytes) === sha256 ? bytes : undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw error;
  }
}

/** Whether a package stands in for its artifact, whose registry could not be reached. */
export function isStandIn({ warnings }: Pick<CachedPackage, "warnings">): boolean {
  return warnings.some(({ code }) => code === "ARTIFACT_MISSING");
}
