import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { aSubject, renderSteps } from "../test/subject.ts";
import { spack } from "./spack.ts";

const PACKAGE = ".pak/repo/packages/foo/package.py";

test("Spack fetches, builds, tests and pushes one version of a repository made for it", async () => {
  const plan = await spack.plan(
    aSubject({ Makefile: "" }, { manifest: { description: 'Says "é"', homepage: "https://foo.example/" } }),
  );
  const run = "spack -C /build/.pak/config";
  expect(renderSteps(plan)).toEqual([
    `fetch: ${run} bootstrap now`,
    `fetch: ${run} fetch --dependencies foo@=1.0.0`,
    `build: ${run} install --no-cache --fail-fast --only=dependencies foo@=1.0.0`,
    `test: ${run} install --no-cache --fail-fast --test=root foo@=1.0.0`,
    `pack: ${run} buildcache push --unsigned --update-index /out foo@=1.0.0`,
  ]);
  expect(plan.files[".pak/repo/repo.yaml"]).toBe('{\n  "repo": {\n    "namespace": "pak"\n  }\n}\n');
  expect(JSON.parse(plan.files[".pak/config/repos.yaml"]!).repos).toEqual(["/build/.pak/repo"]);
  expect(plan.files[PACKAGE]).toBe(`from spack.package import *


class Foo(MakefilePackage):
    "Says \\"é\\""

    homepage = "https://foo.example/"
    url = "file:///build/.pak/foo-1.0.0.tar.gz"
    version("1.0.0", sha256="${"0".repeat(64)}", url="file:///build/.pak/foo-1.0.0.tar.gz")

    def install(self, spec, prefix):
        make(f"prefix={prefix}", f"PREFIX={prefix}", "install")
`);
});

test.each([
  ["foo", { "CMakeLists.txt": "" }, "class Foo(CMakePackage):"],
  ["c-ares", { configure: "", "Makefile.in": "" }, "class CAres(AutotoolsPackage):"],
  ["7zip.js", { "pyproject.toml": "" }, "class _7zipJs(PythonPackage):"],
  ["x", { "package.json": "" }, "class X(Package):"],
])("%s with %j is %s", async (name, files, line) => {
  const plan = await spack.plan(aSubject(files, { name }));
  const [text] = Object.entries(plan.files).flatMap(([path, text]) =>
    path.endsWith("package.py") ? [text] : [],
  );
  expect(text).toContain(line);
  // Python reads it, whatever it makes of Spack's words.
  execFileSync("python3", ["-c", "import ast, sys; ast.parse(sys.stdin.read())"], { input: text });
});

test("a recipe's own tests come after the installation", async () => {
  const plan = await spack.plan(aSubject({}, { recipe: { test: [] } }));
  expect(plan.steps.map(({ phase }) => phase)).toEqual(["fetch", "fetch", "build", "build", "pack"]);
});
