import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { shardOf } from "../../model/name/paths.ts";
import type {
  ChangesDocument,
  DependentsDocument,
  LatestDocument,
  PackageDocument,
  PackageList,
} from "../../model/published/package-document.ts";
import {
  bowerPath,
  CHANGES_PATH,
  dependentsPath,
  headPath,
  LATEST_PATH,
  LIST_PATH,
  latestPath,
  npmPath,
  packagePath,
  rootPath,
} from "../../model/published/paths.ts";
import { type CatalogSettings, LOCAL_ADDRESS } from "../../model/settings.ts";
import type { Head } from "../../model/trust/trust.ts";
import { readIfPresent } from "../disk/read-if-present.ts";
import type { PublishedHealth } from "./health.ts";

/**
 * Reads what pages over the whole catalog need; each package is read when its page is made, so that memory
 * does not grow with the catalog.
 *
 * @param published the folder of the JSON part
 * @param guides the folder of the guides
 * @param health absent when no refresh job has left any
 */
export function readSiteData(
  published: string,
  guides: string,
  settings: CatalogSettings,
  health?: PublishedHealth | undefined,
) {
  const read = <Document>(path: string) =>
    JSON.parse(readFileSync(join(published, path), "utf8")) as Document;
  const readOptional = <Document>(path: string) => {
    const bytes = readIfPresent(join(published, path));
    return bytes === undefined ? undefined : (JSON.parse(Buffer.from(bytes).toString()) as Document);
  };
  const list = read<PackageList>(LIST_PATH);
  const head = read<Head>(headPath(Number(readFileSync(join(published, LATEST_PATH), "utf8"))));
  const root = read<{ development?: true }>(rootPath(head.root_version));
  const names = list.packages.map(record => record.name);
  const known = new Set(names);
  const isPublished = (path: string) => existsSync(join(published, path));
  const readPackage = (name: string) => ({
    document: read<PackageDocument>(packagePath(name)),
    latest: readOptional<LatestDocument>(latestPath(name)),
    dependents: readOptional<DependentsDocument>(dependentsPath(name))?.dependents ?? [],
    isForNpm: isPublished(npmPath(name)),
    isForBower: isPublished(bowerPath(name)),
  });
  return {
    settings,
    address: settings.url ?? LOCAL_ADDRESS,
    commit: list.commit,
    isDevelopment: root.development === true,
    records: list.packages,
    names,
    changes: read<ChangesDocument>(CHANGES_PATH).changes,
    guides: readGuides(guides),
    health: health?.summary,
    isLookedAfter: (name: string) => health?.names.has(name) ?? false,
    has: (name: string) => known.has(name),
    shardOf,
    readPackage,
    listOwners: () => listOwners(names.map(name => readPackage(name).document)),
  };
}

/** Guides in the order of their file names; the first line is the title. */
function readGuides(folder: string) {
  return readdirSync(folder)
    .filter(file => file.endsWith(".md"))
    .sort()
    .map(file => {
      const text = readFileSync(join(folder, file), "utf8");
      return { slug: file.replace(/^\d+-|\.md$/g, ""), title: text.split("\n")[0]!.replace(/^# /, ""), text };
    });
}

/** Every owner with all keys and packages, each once. */
function listOwners(documents: readonly PackageDocument[]) {
  const owners = new Map<string, { keys: Set<string>; names: Set<string> }>();
  for (const { name, entry } of documents) {
    for (const { email, github, key } of entry.owners ?? []) {
      const label = github?.login ?? email;
      const { keys, names } = owners.get(label) ?? { keys: new Set(), names: new Set() };
      if (key !== undefined) keys.add(key);
      owners.set(label, { keys, names: names.add(name) });
    }
  }
  return [...owners]
    .map(([label, { keys, names }]) => ({ label, keys: [...keys], names: [...names] }))
    .sort((a, b) => (a.label < b.label ? -1 : 1));
}
