import { inferBuilder } from "../model/build/infer-recipe.ts";
import type { PlannedStep } from "../model/build/plan.ts";
import type { Json } from "../model/json.ts";
import { type Builder, listTools, type PlacedFile, planSteps, type Subject } from "./builder.ts";

/** Everything that Spack needs, in the source's folder: what it builds lies in the archive. */
const FOLDER = ".pak";

/** What others built is not what was asked for. */
const INSTALL = ["install", "--no-cache", "--fail-fast"] as const;

/**
 * Builds with Spack 0.23, from a repository with one package made for this version, and pushes the result
 * and what it needs at run time to a build cache.
 *
 * Only Spack and its own recipes run while there is the network: sources of dependencies are fetched and not
 * unpacked.
 */
export const spack: Builder = {
  name: "spack",
  async plan(subject) {
    const { recipe, places, version } = subject;
    const name = renderName(subject.name);
    const folder = `${places.source}/${FOLDER}`;
    const run = (...words: string[]) => ["spack", "-C", `${folder}/config`, ...words] as const;
    const spec = `${name}@=${version}`;
    const isOwnTest = recipe.test === undefined;
    const build = [
      run(...INSTALL, "--only=dependencies", spec),
      ...(isOwnTest ? [] : [run(...INSTALL, spec)]),
    ];
    // Spack tests between building and installing.
    const test = [run(...INSTALL, "--test=root", spec)];
    const steps: PlannedStep[] = [
      { phase: "fetch", step: run("bootstrap", "now") },
      { phase: "fetch", step: run("fetch", "--dependencies", spec) },
      ...planSteps("build", recipe.steps, build),
      ...planSteps("test", recipe.test, test),
      { phase: "pack", step: run("buildcache", "push", "--unsigned", "--update-index", places.output, spec) },
    ];
    const environment = {
      SPACK_DISABLE_LOCAL_CONFIG: "1",
      SPACK_USER_CACHE_PATH: `${folder}/cache`,
      SPACK_USER_CONFIG_PATH: `${folder}/user`,
    };
    const own = [
      {
        name: "spack",
        ask: ["spack", "--version"],
        get: "get Spack 0.23 and put its folder `bin` into PATH: https://github.com/spack/spack",
      } as const,
    ];
    return {
      tools: [...own, ...listTools(recipe, own)],
      files: {
        [`${FOLDER}/config/config.yaml`]: renderConfiguration(folder),
        [`${FOLDER}/config/repos.yaml`]: renderYaml({ repos: [`${folder}/repo`] }),
        [`${FOLDER}/repo/repo.yaml`]: renderYaml({ repo: { namespace: "pak" } }),
        [`${FOLDER}/repo/packages/${name}/package.py`]: renderPackage(subject, await subject.packSource()),
      },
      steps: steps.map(step => ({ ...step, environment })),
      output: { place: "output", files: recipe.files ?? [] },
    };
  },
};

/** JSON is YAML (YAML 1.2, section 1.3). */
function renderYaml(document: Json): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}

function renderConfiguration(folder: string): string {
  return renderYaml({
    config: {
      install_tree: { root: `${folder}/installed` },
      build_stage: [`${folder}/stage`],
      test_stage: `${folder}/tested`,
      source_cache: `${folder}/sources`,
      misc_cache: `${folder}/misc`,
    },
  });
}

/** Spack's names have letters, digits and dashes. */
function renderName(name: string): string {
  return name.replace(/[._]/g, "-");
}

/** `c-ares` is `CAres`, `7zip` is `_7zip` (`mod_to_class` of Spack). */
function renderClass(name: string): string {
  const words = renderName(name).split("-");
  const joined = words.map(word => word.slice(0, 1).toUpperCase() + word.slice(1)).join("");
  return joined.replace(/^(?=\d)/, "_");
}

/** The recipe in Spack's own language, which is Python: texts are written as JSON, whose texts Python reads too. */
function renderPackage(subject: Subject, source: PlacedFile): string {
  const { name, version, manifest } = subject;
  const text = JSON.stringify;
  const [system, body] = SYSTEMS[findSystem(subject)];
  const url = text(`file://${source.place}`);
  const homepage = typeof manifest.homepage === "string" ? [`    homepage = ${text(manifest.homepage)}`] : [];
  return `${[
    "from spack.package import *",
    "",
    "",
    `class ${renderClass(name)}(${system}):`,
    `    ${text(typeof manifest.description === "string" ? manifest.description : name)}`,
    "",
    ...homepage,
    `    url = ${url}`,
    `    version(${text(version)}, sha256=${text(source.sha256)}, url=${url})`,
    ...body,
  ].join("\n")}\n`;
}

const SYSTEMS = {
  autotools: ["AutotoolsPackage", []],
  cmake: ["CMakePackage", []],
  python: ["PythonPackage", ['    depends_on("py-setuptools", type="build")']],
  make: [
    "MakefilePackage",
    [
      "",
      "    def install(self, spec, prefix):",
      '        make(f"prefix={prefix}", f"PREFIX={prefix}", "install")',
    ],
  ],
  copy: ["Package", ["", "    def install(self, spec, prefix):", '        install_tree(".", prefix)']],
} as const;

function findSystem({ paths }: Subject): keyof typeof SYSTEMS {
  const builder = inferBuilder(paths, "");
  if (builder === "make" && paths.includes("configure")) return "autotools";
  return builder === "cmake" || builder === "make" || builder === "python" ? builder : "copy";
}
