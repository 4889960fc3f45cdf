import { expect, test } from "vitest";
import { aSubject, renderSteps } from "../test/subject.ts";
import { command } from "./command.ts";

test("the recipe is all there is; the output lies in the source", async () => {
  const recipe = { steps: [["sh", "x"]], test: [["./t"]], files: ["dist/**"] } as const;
  const plan = await command.plan(aSubject({ Makefile: "all:" }, { recipe }));
  expect(renderSteps(plan)).toEqual(["build: sh x", "test: ./t"]);
  expect(plan.output).toEqual({ place: "source", files: ["dist/**"] });
  expect(plan.tools).toMatchObject([{ name: "sh", get: expect.stringContaining("sh") }]);
});
