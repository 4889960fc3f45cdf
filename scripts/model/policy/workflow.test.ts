import { expect, test } from "vitest";
import { actionOf, inputsOf, listTexts, readWorkflow } from "./workflow.ts";

test("triggers are read in all three spellings, jobs with their steps", () => {
  expect([...readWorkflow({ on: "push" }).triggers]).toEqual(["push"]);
  expect([...readWorkflow({ on: ["push", "release"] }).triggers]).toEqual(["push", "release"]);
  expect([...readWorkflow({ on: { push: null } }).triggers]).toEqual(["push"]);
  const { jobs } = readWorkflow({ jobs: { j: { steps: [{ uses: "a/b@1", with: { c: 1 } }, "no step"] } } });
  expect(jobs[0]?.steps).toHaveLength(1);
  expect([actionOf(jobs[0]!.steps[0]!), inputsOf(jobs[0]!.steps[0]!)]).toEqual(["a/b", { c: 1 }]);
  expect(readWorkflow(null).jobs).toEqual([]);
});

test("texts are found at any depth", () => {
  expect(listTexts({ a: ["x", { b: "y" }], c: 1 })).toEqual(["x", "y"]);
});
