import type { PlannedStep } from "../model/build/plan.ts";
import type { Step } from "../model/build/recipe.ts";
import { type Builder, listTools, makeTool, PREFIX, planSteps, renderCompilerFlags } from "./builder.ts";

/** The folder of the build inside the source; a recipe's own steps build there too. */
const FOLDER = "build";

/** What makes CTest know of tests. */
const TESTED = /^\s*(?:enable_testing\s*\(|include\s*\(\s*CTest\s*\))/im;

const CONFIGURE: Step = [
  "cmake",
  "-S",
  ".",
  "-B",
  FOLDER,
  "-DCMAKE_BUILD_TYPE=Release",
  `-DCMAKE_INSTALL_PREFIX=${PREFIX}`,
];

/** Configures, builds, runs CTest and installs into the staging folder; what is installed thinks that it lies in `/usr/local`. */
export const cmake: Builder = {
  name: "cmake",
  plan(subject) {
    const { recipe, places } = subject;
    const isTested = TESTED.test(subject.read("CMakeLists.txt") ?? "");
    // A test that is there and does not run is no test that passed.
    const test: Step[] = isTested
      ? [["ctest", "--test-dir", FOLDER, "--output-on-failure", "--no-tests=error"]]
      : [];
    const steps: PlannedStep[] = [
      ...planSteps("configure", undefined, recipe.steps === undefined ? [CONFIGURE] : []),
      ...planSteps("build", recipe.steps, [["cmake", "--build", FOLDER]]),
      ...planSteps("test", recipe.test, test),
      { phase: "install", step: ["cmake", "--install", FOLDER, "--prefix", places.output] },
    ];
    const environment = renderCompilerFlags(subject);
    const own = [makeTool("cmake", "cmake"), makeTool("make", "make"), makeTool("cc", "gcc")];
    return {
      tools: [...own, ...listTools(recipe, [...own, makeTool("ctest", "cmake")])],
      files: {},
      steps: steps.map(step => ({ ...step, environment })),
      output: { place: "output", files: recipe.files ?? [] },
    };
  },
};
