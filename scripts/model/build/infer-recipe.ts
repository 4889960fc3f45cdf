import { type Finding, finding } from "../finding.ts";
import { BUILDERS, type BuilderName } from "./recipe.ts";

/** Files at the top of a source that tell who builds it, most telling first. */
const SIGNS: readonly (readonly [file: RegExp, builder: BuilderName])[] = [
  [/^CMakeLists\.txt$/, "cmake"],
  [/^(?:configure|GNUmakefile|[Mm]akefile)$/, "make"],
  [/^package\.json$/, "npm"],
  [/^(?:pyproject\.toml|setup\.py)$/, "python"],
];

/**
 * Who builds a package that has no word about it in its manifest.
 *
 * @param paths of the source's files, with forward slashes
 * @param endpoint as stored in the entry: what npm has is npm's to build, whatever else lies in it
 */
export function inferBuilder(paths: readonly string[], endpoint: string): BuilderName | undefined {
  const signs = endpoint.startsWith("@npm:") ? SIGNS.toSorted(putNpmFirst) : SIGNS;
  return signs.find(([file]) => paths.some(path => file.test(path)))?.[1];
}

function putNpmFirst([, a]: (typeof SIGNS)[number], [, b]: (typeof SIGNS)[number]): number {
  return Number(b === "npm") - Number(a === "npm");
}

/** The finding for a source that nobody knows how to build. */
export function makeUnknownBuild(name: string): Finding {
  return finding("BUILD_RECIPE", `nothing in the source of ${name} tells how to build it`, {
    expected: "CMakeLists.txt, configure, Makefile, package.json, pyproject.toml or setup.py at its top",
    fix: `write a recipe in overrides/${name}.json: "build": { "builder": "command", "steps": [["make"]] } with one of the builders ${BUILDERS.join(", ")}`,
  });
}
