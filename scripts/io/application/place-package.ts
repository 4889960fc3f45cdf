import { hash } from "node:crypto";
import { lstatSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Finding, finding } from "../../model/finding.ts";
import type { Directories } from "../../model/install/application.ts";
import type { ExportCopy } from "../../model/install/export.ts";
import { selectFiles } from "../../model/install/patterns.ts";
import type { JsonObject } from "../../model/json.ts";
import { type CachedFile, type CachedPackage, readCached } from "../cache/record.ts";
import { requireRealFolders } from "../disk/real-folders.ts";
import type { Stage } from "../disk/stage.ts";
import type { InstalledPackage } from "./installed.ts";

/** A package on its way into an application. */
export interface Placement {
  readonly root: string;
  readonly name: string;
  readonly cached: CachedPackage;
  /** With the application's layers. */
  readonly manifest: JsonObject;
  readonly copies: readonly ExportCopy[];
  readonly directories: Directories;
  /** Whether nobody had it here before: what lies in its own folder of exports is then the person's. */
  readonly isNew: boolean;
  /** What earlier installations exported, of all packages. */
  readonly exported: Exported;
}

/** Paths that packages exported to and SHA-256 of what was written there, hex. */
export type Exported = ReadonlyMap<string, string>;

/** What was put where. */
export interface Placed extends Pick<InstalledPackage, "files" | "exports"> {
  readonly findings: readonly Finding[];
}

/** The files of a cached package that an application gets: its own layers may leave out more. */
export function listInstalled({ files }: CachedPackage, manifest: JsonObject): readonly CachedFile[] {
  const paths = files.map(({ path }) => path);
  const chosen = new Set(selectFiles(paths, manifest));
  return files.filter(({ path }) => chosen.has(path));
}

/**
 * Stages a package's files for `paks/NAME` and its exports. Every byte is compared with its digest on the way, so
 * a cache that was spoilt is never installed.
 *
 * @throws PakError CACHE_CORRUPT; WRITE where a link or a file is on the way
 */
export function placePackage(stage: Stage, placement: Placement): Placed {
  const { name, cached, manifest, copies, directories } = placement;
  const findings: Finding[] = [];
  const real = new Set<string>();
  for (const { to } of copies) requireRealFolders(placement.root, to, real);
  const digests = new Map(cached.files.map(({ path, sha256 }) => [path, sha256]));
  const targets = Map.groupBy(
    copies.filter(copy => mayExport(copy, digests.get(copy.from), placement, findings)),
    ({ from }) => from,
  );
  const folder = stage.prepare();
  const write = openWriter(folder);
  const sizes: Record<string, number> = {};
  const exports: Record<string, string> = {};
  for (const file of listInstalled(cached, manifest)) {
    const bytes =
      file.path === "pak.json"
        ? Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`)
        : readCached(cached, file);
    write(file.path, bytes, file);
    sizes[file.path] = bytes.length;
    for (const { to } of targets.get(file.path) ?? []) {
      const prepared = stage.prepare();
      writeFileSync(prepared, bytes, { mode: modeOf(file) });
      stage.put(to, prepared);
      exports[to] = file.path === "pak.json" ? hash("sha256", bytes) : file.sha256;
    }
  }
  stage.put(`${directories.paks}/${name}`, folder);
  return { files: sizes, exports, findings };
}

/** Stages the removal of what was exported and is not any more; files that somebody changed since stay. */
export function removeExports(
  stage: Stage,
  root: string,
  exported: Exported,
  kept: ReadonlySet<string>,
): void {
  for (const [path, sha256] of exported)
    if (!kept.has(path) && hasDigest(root, path, sha256)) stage.remove(path);
}

/**
 * Only in the own folder of exports of a package that was here before a file is replaced that no package exported, or
 * that was changed since; what is no plain file is never replaced.
 */
function mayExport(
  { to, isOverwriting }: ExportCopy,
  sha256: string | undefined,
  { root, directories, exported, name, isNew }: Placement,
  findings: Finding[],
): boolean {
  const found = lstatSync(join(root, to), { throwIfNoEntry: false });
  if (found === undefined || hasDigest(root, to, exported.get(to)) || hasDigest(root, to, sha256))
    return true;
  if (!isOverwriting) return false;
  if (found.isFile() && !isNew && to.startsWith(`${directories.export}/${name}/`)) return true;
  findings.push(
    finding("EXPORT_KEPT", `${name} exports ${to}, which is the application's own: it stays as it is`, {
      severity: "warning",
      fix: "delete yours to get the package's, or leave it out of `export`",
    }),
  );
  return false;
}

function hasDigest(root: string, path: string, expected: string | undefined): boolean {
  if (expected === undefined) return false;
  const file = join(root, path);
  try {
    return lstatSync(file).isFile() && hash("sha256", readFileSync(file)) === expected;
  } catch {
    return false;
  }
}

/** Writes files below a folder, making each folder once. */
function openWriter(folder: string) {
  const made = new Set<string>();
  return (path: string, bytes: Uint8Array, file: CachedFile) => {
    const target = join(folder, path);
    const parent = dirname(target);
    if (!made.has(parent)) mkdirSync(parent, { recursive: true });
    made.add(parent);
    writeFileSync(target, bytes, { mode: modeOf(file) });
  };
}

function modeOf({ isExecutable }: CachedFile): number {
  return isExecutable ? 0o755 : 0o644;
}
