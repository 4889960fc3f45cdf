import { listDangerous } from "../entry/unknown.ts";
import { type Finding, findingsAt } from "../finding.ts";
import { listPatterns } from "../install/patterns.ts";
import { isJsonObject, type Json, type JsonObject } from "../json.ts";
import { blendLayers, type Layer } from "../manifest/layers.ts";
import { FIELD_CHECKS } from "../override/fields.ts";
import type { Recipe } from "./recipe.ts";

/** A recipe as it is written: who reads it may be left to the files of the source. */
export type WrittenRecipe = Partial<Recipe>;

/**
 * The recipe that a package and the catalog's layers make together. The package's own counts for a build alone: an
 * installation runs nothing, so it never reads one.
 *
 * @param own `build` of the package's own manifest, unchecked
 * @param layers what is blended over it
 */
export function readRecipe(
  own: Json | undefined,
  layers: readonly Layer[],
): { recipe: WrittenRecipe; findings: Finding[] } {
  const lowest = own === undefined ? [] : [{ name: "package", change: { build: own } } as const];
  const { build } = blendLayers([...lowest, ...layers]);
  if (build === undefined) return { recipe: {}, findings: [] };
  const findings = [...FIELD_CHECKS.get("build")!(build, { name: "" }), ...listDangerous(build)];
  const isRight = findings.length === 0 && isJsonObject(build);
  return { recipe: isRight ? settle(build) : {}, findings: findingsAt(["build"], findings) };
}

/** The fields of a right recipe; patterns may be written as one text, or as lists of lists. */
function settle({ files, ...recipe }: JsonObject): WrittenRecipe {
  return { ...(recipe as WrittenRecipe), ...(files === undefined ? {} : { files: listPatterns(files) }) };
}

/** Whether layers of the catalog say how a package is built. */
export function hasRecipe(layers: readonly Layer[]): boolean {
  return isJsonObject(blendLayers(layers).build);
}
