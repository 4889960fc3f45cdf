import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { PackageFact } from "../../model/catalog/fact.ts";
import { targetOf } from "../../model/catalog/rules.ts";
import { resolveAlias } from "../../model/entry/alias.ts";
import { type PackageParts, renderDocument } from "../../model/published/build.ts";
import { CLIENT_LISTS } from "../../model/published/clients.ts";
import { buildDependents } from "../../model/published/dependents.ts";
import { renderFeedJson, renderFeedXml } from "../../model/published/feed.ts";
import { listFrame, renderList } from "../../model/published/list.ts";
import { buildOpenapi } from "../../model/published/openapi.ts";
import type { ChangeRecord, PackageRecord } from "../../model/published/package-document.ts";
import { CHANGES_PATH, dependentsPath, LIST_PATH, OPENAPI_PATH } from "../../model/published/paths.ts";
import { buildSearchFiles } from "../../model/search/build.ts";
import type { CatalogSettings } from "../../model/settings.ts";
import type { PublishedPackage } from "./write-package.ts";

/** An alias with the names on its way; aliases that end nowhere were refused before. */
export function resolveParts(
  parts: PackageParts,
  factOf: (name: string) => PackageFact | undefined,
): PackageParts {
  const resolved = resolveAlias(parts.entry.name, name => targetOf(factOf(name)));
  return "findings" in resolved ? parts : { ...parts, alias: resolved };
}

/** What the files over the whole catalog are made from. */
export interface Overview {
  readonly settings: CatalogSettings;
  readonly commit: string;
  /** Sorted by name. */
  readonly packages: readonly PublishedPackage[];
  readonly changes: readonly ChangeRecord[];
}

/** Every published file that speaks of more than one package: list, dependents, search, changes, feeds. */
export function* renderOverview({
  settings,
  commit,
  packages,
  changes,
}: Overview): Iterable<[string, string]> {
  const lines = packages.map(published => published.line);
  yield [LIST_PATH, renderList(listFrame(settings.catalog, commit), lines)];
  yield* renderClientLists(packages);
  yield* renderDependents(packages);
  yield* buildSearchFiles(lines.map(line => JSON.parse(line) as PackageRecord));
  yield* renderChanges(settings, commit, changes);
}

/** The lists in which other clients search. */
function* renderClientLists(packages: readonly PublishedPackage[]): Iterable<[string, string]> {
  for (const client of ["pak", "bower"] as const) {
    const { paths, frame } = CLIENT_LISTS[client];
    const text = renderList(
      frame,
      packages.flatMap(published => published[client] ?? []),
    );
    for (const path of paths) yield [path, text];
  }
}

/** The files that tell what changed. */
export function* renderChanges(
  settings: CatalogSettings,
  commit: string,
  changes: readonly ChangeRecord[],
): Iterable<[string, string]> {
  const document = { $schema: "../../schemas/changes.schema.json", commit, changes };
  yield [CHANGES_PATH, renderDocument(document)];
  yield ["feed.xml", renderFeedXml(changes, settings)];
  yield ["feed.json", renderFeedJson(changes, settings)];
}

/** A file for each name of the catalog, and for each name that something in it depends on. */
function* renderDependents(packages: readonly PublishedPackage[]): Iterable<[string, string]> {
  const dependents = new Map<string, { name: string; expression: string }[]>();
  for (const { name } of packages) dependents.set(name, []);
  for (const { name: dependent, dependencies } of packages) {
    for (const { name, expression } of dependencies) {
      const known = dependents.get(name);
      if (known === undefined) dependents.set(name, [{ name: dependent, expression }]);
      else known.push({ name: dependent, expression });
    }
  }
  for (const [name, list] of dependents)
    yield [dependentsPath(name), renderDocument(buildDependents(name, list))];
}

/** Files that depend on the tool alone: the schemas and the description of the API. */
export function* renderConstants(tool: string, settings: CatalogSettings): Iterable<[string, string]> {
  yield [OPENAPI_PATH, `${JSON.stringify(buildOpenapi(settings), null, 2)}\n`];
  for (const name of readdirSync(join(tool, "schemas")).sort()) {
    yield [`schemas/${name}`, readFileSync(join(tool, "schemas", name), "utf8")];
  }
}
