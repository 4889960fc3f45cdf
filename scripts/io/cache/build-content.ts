import { hash } from "node:crypto";
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Finding, finding } from "../../model/finding.ts";
import { addAll, listPatterns, selectFiles, selectPaths } from "../../model/install/patterns.ts";
import type { Selection } from "../../model/install/selection.ts";
import type { JsonObject } from "../../model/json.ts";
import { foldPath } from "../../model/name/portable.ts";
import { listFolder } from "../archive/tree-digest.ts";
import type { FetchSource } from "../source/sources.ts";
import { fetchBlended } from "./fetch-blended.ts";
import { type CachedFile, keyOf, RECORD_FILE, renderRecord } from "./record.ts";

/**
 * Builds what the cache keeps of a package: what the catalog built of it, or its source fetched, proved and patched,
 * the files that `files` and `ignore` leave and those that the patch wrote, and `pak.json` with everything blended.
 *
 * @param scratch an empty folder
 * @returns the folder with it, inside `scratch`
 */
export async function buildContent(
  selection: Selection,
  scratch: string,
  fetchSource: FetchSource,
): Promise<string> {
  const [source, content] = [join(scratch, "source"), join(scratch, "content")];
  mkdirSync(source);
  mkdirSync(content);
  const fetched = await fetchBlended(selection, source, fetchSource, selection.artifact);
  const { own, manifest } = fetched;
  // What is written here is a file, also where the package has a folder of that name, in whatever case.
  const all = listFolder(source).filter(
    ({ path }) => !["pak.json", RECORD_FILE].includes(foldPath(path.split("/")[0]!)),
  );
  const paths = all.map(({ path }) => path);
  const chosen = new Set([...selectFiles(paths, manifest), ...fetched.patched]);
  const files: CachedFile[] = [];
  for (const { path, sha256, size, mode } of all) {
    if (!chosen.has(path)) continue;
    move(join(source, path), join(content, path));
    files.push({ path, sha256, size, isExecutable: (mode & 0o100) !== 0 });
  }
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  writeFileSync(join(content, "pak.json"), text);
  files.push({
    path: "pak.json",
    sha256: hash("sha256", text),
    size: Buffer.byteLength(text),
    isExecutable: false,
  });
  const isEmpty = paths.length > 0 && selectPaths(paths, addAll(listPatterns(manifest.files))).length === 0;
  const warnings = [...fetched.warnings, ...(isEmpty ? [makeEmptyFinding(manifest)] : [])];
  const record = renderRecord({
    key: keyOf(selection),
    pin: fetched.pin,
    own,
    files,
    warnings,
  });
  writeFileSync(join(content, RECORD_FILE), record);
  return content;
}

function makeEmptyFinding({ files }: JsonObject): Finding {
  return finding("FILES_NONE", `no file of the package is among its files: ${JSON.stringify(files)}`, {
    severity: "warning",
    fix: "correct `files` in the override",
  });
}

function move(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    mkdirSync(dirname(to), { recursive: true });
    renameSync(from, to);
  }
}
