import { expect, test } from "vitest";
import { aSubject, renderSteps } from "../test/subject.ts";
import { python } from "./python.ts";

const planOf = (files: Record<string, string>, fields = {}) => python.plan(aSubject(files, fields));

test.each<[string, Record<string, string>, string[]]>([
  ["no tests", { "foo.py": "" }, []],
  ["tests beside the module", { "test_foo.py": "import unittest" }, ["test: python3 -m unittest discover"]],
  ["tests in a folder", { "tests/test_foo.py": "" }, ["test: python3 -m unittest discover -s tests"]],
  ["tests of pytest", { "tests/test_foo.py": "import pytest\n" }, ["test: python3 -m pytest"]],
  [
    "pytest's settings",
    { "a_test.py": "", "pyproject.toml": "[tool.pytest.ini_options]\n" },
    ["test: python3 -m pytest"],
  ],
  ["pytest's settings and no tests", { "conftest.py": "" }, []],
])("%s", async (_, files, test) => {
  const lines = renderSteps(await planOf(files));
  expect(lines.slice(0, -1)).toEqual(["build: python3 -m build --no-isolation --outdir /out", ...test]);
  expect(lines.at(-1)).toMatch(/^pack: python3 -c import [\s\S]* \/out$/);
});

test("pytest is a tool only when it is to run; sources in src are found", async () => {
  const files = { "tests/test_x.py": "import pytest", "src/foo/__init__.py": "" };
  const { tools, steps } = await planOf(files);
  expect(tools.map(({ name, isModule }) => [name, isModule])).toEqual([
    ["python3", undefined],
    ["build", true],
    ["pytest", true],
  ]);
  expect(steps[1]!.environment).toEqual({ PYTHONPATH: "/build/src:/build" });
  const own = await planOf(files, { recipe: { test: [["nox"]] } });
  expect(own.tools.map(({ name }) => name)).toEqual(["python3", "build", "nox"]);
});
