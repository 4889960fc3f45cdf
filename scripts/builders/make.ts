import type { PlannedStep } from "../model/build/plan.ts";
import type { Step } from "../model/build/recipe.ts";
import { type Builder, listTools, makeTool, PREFIX, planSteps, renderCompilerFlags } from "./builder.ts";

/** In the order in which GNU make looks for them; then what `configure` makes one from. */
const MAKEFILES = ["GNUmakefile", "makefile", "Makefile", "Makefile.in", "Makefile.am"];

/**
 * `configure`, if there is one, `make`, `make check` or `make test`, `make install`. What is installed thinks that it
 * lies in `/usr/local`: the staging folder is named by DESTDIR, or as the prefix where a Makefile knows no DESTDIR.
 */
export const make: Builder = {
  name: "make",
  plan(subject) {
    const { recipe, paths, places } = subject;
    const makefile = MAKEFILES.map(file => subject.read(file)).find(text => text !== undefined) ?? "";
    const isConfigured = paths.includes("configure");
    // Automake writes both targets into every Makefile.
    const isAutomatic = isConfigured && paths.includes("Makefile.am");
    const targets = ["check", "test"].filter(target => isAutomatic || hasTarget(makefile, target));
    const test: Step[] = targets.slice(0, 1).map(target => ["make", target]);
    const configure: Step[] =
      isConfigured && recipe.steps === undefined ? [["./configure", `--prefix=${PREFIX}`]] : [];
    const isInstalled = isConfigured || hasTarget(makefile, "install");
    const isStaged = isConfigured || /\bDESTDIR\b/.test(makefile);
    const where = isStaged
      ? [`DESTDIR=${places.output}`, ...(isConfigured ? [] : renderPrefix(PREFIX))]
      : renderPrefix(places.output);
    const install: PlannedStep[] = isInstalled
      ? [{ phase: "install", step: ["make", ...where, "install"] }]
      : [];
    const environment = renderCompilerFlags(subject, "-g -O2");
    const steps: PlannedStep[] = [
      ...planSteps("configure", undefined, configure),
      ...planSteps("build", recipe.steps, [["make"]]),
      ...planSteps("test", recipe.test, test),
      ...install,
    ];
    const own = [makeTool("make", "make"), makeTool("cc", "gcc")];
    return {
      tools: [...own, ...listTools(recipe, own)],
      files: {},
      steps: steps.map(step => ({ ...step, environment })),
      output: {
        ...(isInstalled ? { place: "output" } : { place: "source" }),
        ...(isInstalled && isStaged ? { folder: PREFIX.slice(1) } : {}),
        files: recipe.files ?? [],
      },
    };
  },
};

/** GNU's convention is `prefix`; plain Makefiles often say `PREFIX`. */
function renderPrefix(folder: string): string[] {
  return [`prefix=${folder}`, `PREFIX=${folder}`];
}

/** Whether a Makefile has a rule for a target, alone or beside others. */
function hasTarget(makefile: string, target: string): boolean {
  return new RegExp(`^(?:[^\\s#:=][^#:=\\n]*[ \\t])?${target}(?:[ \\t][^#:=\\n]*)?::?(?!=)`, "m").test(
    makefile,
  );
}
