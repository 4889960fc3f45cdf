import type { Candidate } from "../../model/build/matrix.ts";
import { hasRecipe, readRecipe } from "../../model/build/read-recipe.ts";
import { parseStoredEndpoint } from "../../model/entry/endpoint.ts";
import { type Finding, isBlocking } from "../../model/finding.ts";
import { listCatalogLayers } from "../../model/manifest/manifest.ts";
import { latestOf } from "../../model/release/latest.ts";
import { inspectPackage } from "../catalog/inspect.ts";
import { listEntries, type PackageFiles } from "../catalog/package-files.ts";
import type { Rulebook } from "../catalog/rulebook.ts";
import { openFiles, openWorkTree } from "../catalog/source.ts";

/** What a catalog has to build, and what of it is not in order and so left alone. */
export interface Candidates {
  readonly candidates: readonly Candidate[];
  readonly findings: readonly Finding[];
}

/**
 * The newest release of each package of the catalog at `root` that has a recipe and was not built yet. Files that no
 * recipe can be in are not read.
 *
 * @param names packages to look at, with a recipe or without; none means all
 * @throws PakError NOT_FOUND when the catalog has no entry of one of the names
 */
export function readCandidates(root: string, rulebook: Rulebook, names: readonly string[]): Candidates {
  const isNamed = names.length > 0;
  const read = listEntries(openWorkTree(root).paths, names)
    .filter(({ override }) => isNamed || override !== undefined)
    .map(files => readCandidate(files, root, rulebook, isNamed));
  return { candidates: read.flatMap(one => one.candidates), findings: read.flatMap(one => one.findings) };
}

function readCandidate(files: PackageFiles, root: string, rulebook: Rulebook, isNamed: boolean): Candidates {
  const { entry, releases, override, findings } = inspectPackage(files, openFiles(root), rulebook);
  const wrong = findings.filter(isBlocking);
  if (wrong.length > 0 || entry === undefined) return { candidates: [], findings: wrong };
  const release = latestOf(releases?.releases ?? []);
  const isBuilt = release?.artifact !== undefined || entry.retracted !== undefined;
  const isAlias = parseStoredEndpoint(entry.endpoint)?.kind === "alias";
  if (release === undefined || isBuilt || isAlias) return { candidates: [], findings: [] };
  const layers = listCatalogLayers(entry, release, override);
  if (!isNamed && !hasRecipe(layers)) return { candidates: [], findings: [] };
  const { builder } = readRecipe(undefined, layers).recipe;
  const { name } = files;
  return { candidates: [{ name, release, ...(builder === undefined ? {} : { builder }) }], findings: [] };
}
