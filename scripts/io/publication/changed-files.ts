import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { overridePath } from "../../model/name/paths.ts";
import {
  buildRecord,
  listDependencies,
  type PackageParts,
  renderDocument,
} from "../../model/published/build.ts";
import {
  CLIENT_LISTS,
  type ClientAddresses,
  type ClientLines,
  listClientPaths,
} from "../../model/published/clients.ts";
import { buildDependents, updateDependents } from "../../model/published/dependents.ts";
import { listFrame, updateList } from "../../model/published/list.ts";
import type { DependentsDocument } from "../../model/published/package-document.ts";
import {
  badgePath,
  dependentsPath,
  LIST_PATH,
  latestPath,
  packagePath,
} from "../../model/published/paths.ts";
import { updateSearchFiles } from "../../model/search/update.ts";
import type { CatalogSettings } from "../../model/settings.ts";
import type { FileDigest } from "../../model/trust/trust.ts";
import type { FileContent } from "../disk/atomic.ts";
import { type PackageChange, readPublishedParts } from "./changed-packages.ts";
import { renderPackage } from "./write-package.ts";

/** Path to what the file holds from now on, or `undefined` for a file that goes. */
export type FileChanges = Map<string, FileContent | undefined>;

/** The published files (all but the trust files) that some changed packages touch. */
export function renderChangedFiles(
  published: string,
  settings: CatalogSettings,
  addresses: ClientAddresses,
  commit: string,
  changes: readonly PackageChange[],
): { files: FileChanges; digests: Map<string, FileDigest | undefined> } {
  const files = new Map<string, string | undefined>();
  const digests = new Map<string, FileDigest | undefined>();
  const lines = new Map<string, string | undefined>();
  const clients = new Map<string, ClientLines>();
  const targetOf = openTargets(published, changes);
  const read = (path: string) => (files.has(path) ? files.get(path) : readText(published, path));
  for (const { name, before, after } of changes) {
    const paths = [packagePath, latestPath, overridePath, badgePath].map(pathOf => pathOf(name));
    for (const path of [...paths, ...listClientPaths(name)]) files.set(path, undefined);
    const rendered = after && renderPackage(after, addresses, targetOf(after));
    for (const [path, text] of rendered?.files ?? []) files.set(path, text);
    digests.set(name, rendered?.published.digest);
    lines.set(name, rendered?.published.line);
    clients.set(name, rendered?.published ?? {});
    const [recordBefore, recordAfter] = [before && buildRecord(before), after && buildRecord(after)];
    for (const [path, text] of updateSearchFiles(recordBefore, recordAfter, read)) files.set(path, text);
  }
  renderDependents(published, changes, read, files);
  for (const [path, text] of files) if (isSame(published, path, text)) files.delete(path);
  const changed: FileChanges = new Map(files);
  const list = readFileSync(join(published, LIST_PATH));
  const updated = updateList(list, listFrame(settings.catalog, commit), lines);
  if (updated !== undefined) changed.set(LIST_PATH, updated);
  updateClientLists(published, clients, changed);
  return { files: changed, digests };
}

/** The package that an alias leads to, as it is now; any other package is its own. */
function openTargets(published: string, changes: readonly PackageChange[]) {
  const now = new Map(changes.map(({ name, after }) => [name, after]));
  return (parts: PackageParts) => {
    const name = parts.alias?.resolved;
    if (name === undefined) return parts;
    return now.has(name) ? now.get(name) : readPublishedParts(published, name);
  };
}

function updateClientLists(
  published: string,
  changes: ReadonlyMap<string, ClientLines>,
  files: FileChanges,
): void {
  for (const client of ["pak", "bower"] as const) {
    const { paths, frame } = CLIENT_LISTS[client];
    const list = readFileSync(join(published, paths[0]!));
    const lines = new Map([...changes].map(([name, of]) => [name, of[client]]));
    const updated = updateList(list, frame, lines);
    if (updated !== undefined) for (const path of paths) files.set(path, updated);
  }
}

/** Puts packages' wishes into the files of what they depend on, and takes former ones out. */
function renderDependents(
  published: string,
  changes: readonly PackageChange[],
  read: (path: string) => string | undefined,
  files: Map<string, string | undefined>,
): void {
  const inCatalog = new Map(changes.map(({ name, after }) => [name, after !== undefined]));
  const touched = new Set<string>();
  for (const { name, before, after } of changes) {
    const [then, now] = [readWishes(before), readWishes(after)];
    for (const wanted of new Set([...then.keys(), ...now.keys()])) {
      const updated = updateDependents(readDependents(wanted, read), name, now.get(wanted));
      files.set(dependentsPath(wanted), renderDocument(updated));
      touched.add(wanted);
    }
    touched.add(name);
  }
  for (const wanted of touched) {
    const document = readDependents(wanted, read);
    const isKept =
      document.dependents.length > 0 ||
      (inCatalog.get(wanted) ?? existsSync(join(published, packagePath(wanted))));
    files.set(dependentsPath(wanted), isKept ? renderDocument(document) : undefined);
  }
}

function readWishes(parts: PackageParts | undefined): Map<string, string> {
  return new Map(
    (parts === undefined ? [] : listDependencies(parts)).map(wish => [wish.name, wish.expression]),
  );
}

function readDependents(name: string, read: (path: string) => string | undefined): DependentsDocument {
  const text = read(dependentsPath(name));
  return text === undefined ? buildDependents(name, []) : (JSON.parse(text) as DependentsDocument);
}

function readText(published: string, path: string): string | undefined {
  const file = join(published, path);
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

function isSame(published: string, path: string, text: string | undefined): boolean {
  return readText(published, path) === text;
}
