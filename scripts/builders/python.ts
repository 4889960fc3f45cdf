import type { PlannedStep, Tool } from "../model/build/plan.ts";
import type { Step } from "../model/build/recipe.ts";
import { type Builder, listTools, makeTool, planSteps, type Subject } from "./builder.ts";

/**
 * Gives the source distribution the time of the release and nobody as its owner: setuptools takes both from the disk,
 * and writes the hour into gzip's header. Wheels heed SOURCE_DATE_EPOCH by themselves.
 */
const SETTLE = `import glob, gzip, io, os, sys, tarfile
time = int(os.environ["SOURCE_DATE_EPOCH"])
for path in glob.glob(os.path.join(sys.argv[1], "*.tar.gz")):
    packed = io.BytesIO()
    with tarfile.open(path) as old, tarfile.open(fileobj=packed, mode="w") as new:
        for member in sorted(old.getmembers(), key=lambda member: member.name):
            member.mtime, member.uid, member.gid, member.uname, member.gname = time, 0, 0, "", ""
            member.pax_headers = {}
            new.addfile(member, old.extractfile(member) if member.isfile() else None)
    with open(path, "wb") as file, gzip.GzipFile("", "wb", 9, file, time) as stream:
        stream.write(packed.getvalue())
`;

const TESTS = /(?:^|\/)(?:test_[^/]*|[^/]*_test)\.py$/;
const PYTEST_FILES = /(?:^|\/)(?:pytest\.ini|conftest\.py)$/;
const PYTEST_WORDS = /^\s*(?:import|from)\s+pytest\b|^\[tool\.pytest|^\[tool:pytest\]/m;

/**
 * Builds the source distribution and the wheel with what is installed (`--no-isolation`: a build has no network), after
 * pytest or unittest.
 */
export const python: Builder = {
  name: "python",
  plan(subject) {
    const { recipe, paths, places } = subject;
    const tests = paths.filter(path => TESTS.test(path));
    const isPytest = tests.length > 0 && usesPytest(subject, tests);
    const pytest: Step = ["python3", "-m", "pytest"];
    const unittest: Step = ["python3", "-m", "unittest", "discover", ...findStart(tests)];
    const test = tests.length === 0 ? [] : isPytest ? [pytest] : [unittest];
    const build: Step = ["python3", "-m", "build", "--no-isolation", "--outdir", places.output];
    // As if it were installed: many sources keep the package in a folder of this name.
    const environment = { PYTHONPATH: places.source + (paths.some(isInSrc) ? `/src:${places.source}` : "") };
    const steps: PlannedStep[] = [
      ...planSteps("build", recipe.steps, [build]),
      ...planSteps("test", recipe.test, test).map(step => ({ ...step, environment })),
      { phase: "pack", step: ["python3", "-c", SETTLE, places.output] },
    ];
    const own = [
      makeTool("python3", "python3"),
      makeModule("build"),
      ...(isPytest && recipe.test === undefined ? [makeModule("pytest")] : []),
    ];
    return {
      tools: [...own, ...listTools(recipe, own)],
      files: {},
      steps,
      output: { place: "output", files: recipe.files ?? [] },
    };
  },
};

function makeModule(name: string): Tool {
  const ask: Step = ["python3", "-m", name, "--version"];
  return { name, ask, isModule: true, get: `install it: apt-get install python3-${name}` };
}

function isInSrc(path: string): boolean {
  return /^src\/.*\.py$/.test(path);
}

function usesPytest({ paths, read }: Subject, tests: readonly string[]): boolean {
  if (paths.some(path => PYTEST_FILES.test(path))) return true;
  return [...tests, "pyproject.toml", "setup.cfg"].some(path => PYTEST_WORDS.test(read(path) ?? ""));
}

/** unittest looks into no folder that is no module, so it is told where tests begin. */
function findStart(tests: readonly string[]): string[] {
  const folder = ["tests", "test"].find(name => tests.every(path => path.startsWith(`${name}/`)));
  return folder === undefined ? [] : ["-s", folder];
}
