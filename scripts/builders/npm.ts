import type { PlannedStep } from "../model/build/plan.ts";
import type { Step } from "../model/build/recipe.ts";
import { isJsonObject, type JsonObject } from "../model/json.ts";
import type { Registries } from "../model/upstream/registries.ts";
import { type Builder, listTools, makeTool, planSteps, type Subject } from "./builder.ts";

/** What `npm init` writes where there are no tests; it fails, and says nothing of the package. */
const NO_TEST = /no test specified/;

const LOCKS = ["package-lock.json", "npm-shrinkwrap.json"];

/**
 * Fetches dependencies, runs the scripts `build` and `test` if there are such, and takes what `npm pack` packs.
 *
 * Fetching has the network, so it runs nothing of any package: no scripts, and the `git` and the options of
 * Node that a project's `.npmrc` could name anew. Packing runs no scripts either: `build` was all.
 */
export const npm: Builder = {
  name: "npm",
  async plan(subject) {
    const { recipe, paths, places } = subject;
    const { scripts, ...manifest } = readManifest(subject);
    const texts = isJsonObject(scripts) ? scripts : {};
    const build: Step[] = typeof texts.build === "string" ? [["npm", "run", "build"]] : [];
    const isTested = typeof texts.test === "string" && !NO_TEST.test(texts.test);
    const test: Step[] = isTested ? [["npm", "test"]] : [];
    const way = LOCKS.some(lock => paths.includes(lock)) ? "ci" : "install";
    const environment = { ...renderRegistries(await subject.readRegistries()), ...QUIET, ...SETTLED };
    const fetch: PlannedStep = {
      phase: "fetch",
      step: ["npm", way, "--ignore-scripts", "--no-audit", "--no-fund", "--git=git"],
      environment,
    };
    const steps: PlannedStep[] = [
      ...planSteps("build", recipe.steps, build),
      ...planSteps("test", recipe.test, test),
      { phase: "pack", step: ["npm", "pack", "--ignore-scripts", `--pack-destination=${places.output}`] },
    ];
    const own = [makeTool("node", "nodejs"), makeTool("npm", "npm")];
    const git = hasGit(manifest) ? [makeTool("git", "git")] : [];
    return {
      tools: [...own, ...git, ...listTools(recipe, own)],
      files: {},
      steps: [fetch, ...steps.map(step => ({ ...step, environment: QUIET }))],
      output: { place: "output", archive: "*.tgz", files: recipe.files ?? [] },
    };
  },
};

/** Else npm asks on the side whether there is a newer one, and waits for an answer that can't come. */
const QUIET = { npm_config_update_notifier: "false" };

/**
 * What a project's `.npmrc` can't say anew. To prepare a dependency from a repository, npm starts another npm in it,
 * which heeds variables and no flags; and what `node-options` names would run in that one.
 */
const SETTLED = {
  npm_config_ignore_scripts: "true",
  npm_config_git: "git",
  // Nothing at all would not count.
  npm_config_node_options: "--no-deprecation",
};

function readManifest({ read }: Subject): JsonObject {
  try {
    const manifest: unknown = JSON.parse(read("package.json") ?? "");
    return isJsonObject(manifest) ? manifest : {};
  } catch {
    // npm says better what is wrong with it.
    return {};
  }
}

/** Whether a dependency comes from a repository: npm runs git to fetch it. */
function hasGit(manifest: JsonObject): boolean {
  const maps = [manifest.dependencies, manifest.devDependencies, manifest.optionalDependencies];
  const specifiers = maps.flatMap(map => (isJsonObject(map) ? Object.values(map) : []));
  return specifiers.some(
    text => typeof text === "string" && /^(?:git|github|gitlab|bitbucket|[\w.-]+\/)/.test(text),
  );
}

/** This machine's registries as variables, which count more than what a project says. */
function renderRegistries({ registry, scopes }: Registries): Record<string, string> {
  const scoped = Object.entries(scopes).map(([scope, address]) => [`npm_config_${scope}:registry`, address]);
  return { npm_config_registry: registry, ...Object.fromEntries(scoped) };
}
