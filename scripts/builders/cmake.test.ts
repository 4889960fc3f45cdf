import { expect, test } from "vitest";
import { aSubject, renderSteps } from "../test/subject.ts";
import { cmake } from "./cmake.ts";

const CONFIGURE =
  "configure: cmake -S . -B build -DCMAKE_BUILD_TYPE=Release -DCMAKE_INSTALL_PREFIX=/usr/local";
const INSTALL = "install: cmake --install build --prefix /out";
const CTEST = "test: ctest --test-dir build --output-on-failure --no-tests=error";

test.each([
  ["project(x)\n", false],
  ["  enable_testing()\n", true],
  ["include( CTest )\n", true],
  ["# enable_testing()\n", false],
])("%j has tests: %s", async (text, expected) => {
  const plan = await cmake.plan(aSubject({ "CMakeLists.txt": text }));
  expect(renderSteps(plan)).toEqual([
    CONFIGURE,
    "build: cmake --build build",
    ...(expected ? [CTEST] : []),
    INSTALL,
  ]);
  expect(plan.output).toEqual({ place: "output", files: [] });
});

test("a recipe replaces what configures and builds, not what installs", async () => {
  const recipe = {
    steps: [
      ["cmake", "-B", "build"],
      ["cmake", "--build", "build"],
    ],
    test: [["ctest"]],
  } as const;
  const plan = await cmake.plan(aSubject({}, { recipe }));
  expect(renderSteps(plan)).toEqual([
    "build: cmake -B build",
    "build: cmake --build build",
    "test: ctest",
    INSTALL,
  ]);
  expect(plan.tools.map(({ name }) => name)).toEqual(["cmake", "make", "cc"]);
});
