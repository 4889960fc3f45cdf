import { expect, test } from "vitest";
import { aSubject, BARE } from "../test/subject.ts";
import { listTools, makeTool, planSteps, renderCompilerFlags } from "./builder.ts";

test("a recipe's steps stand in the place of the builder's own, also when there are none", () => {
  expect(planSteps("test", undefined, [["a"]])).toEqual([{ phase: "test", step: ["a"] }]);
  expect(planSteps("test", [["b", "c"]], [["a"]])).toEqual([{ phase: "test", step: ["b", "c"] }]);
  expect(planSteps("test", [], [["a"]])).toEqual([]);
});

test("a recipe's programs are tools, once each, but for the package's own and known ones", () => {
  const recipe = { steps: [["make"], ["./configure"], ["tcc", "x"]], test: [["tcc"], ["sh"]] } as const;
  const names = listTools(recipe, [makeTool("make", "make")]).map(({ name }) => name);
  expect(names).toEqual(["tcc", "sh"]);
  expect(listTools({}, [])).toEqual([]);
});

test("compilers are told the sandbox's place only where it is another", () => {
  expect(renderCompilerFlags(aSubject({}), "-g")).toEqual({});
  const flags = "-g -ffile-prefix-map=/tmp/x/source=/build";
  expect(renderCompilerFlags(aSubject({}, BARE), "-g")).toEqual({ CFLAGS: flags, CXXFLAGS: flags });
});
