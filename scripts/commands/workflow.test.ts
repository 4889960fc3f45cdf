import { expect, test } from "vitest";
import { findRepository, findWorkflow } from "./workflow.ts";

const ACTIONS = {
  GITHUB_ACTIONS: "true",
  GITHUB_SERVER_URL: "https://github.com",
  GITHUB_REPOSITORY: "acme/catalog",
};

test("a workflow has a repository and a run, a person's computer neither", () => {
  const repository = "https://github.com/acme/catalog";
  expect(findWorkflow({ environment: { ...ACTIONS, GITHUB_RUN_ID: "7" } })).toEqual({
    repository,
    invocation: `${repository}/actions/runs/7`,
  });
  expect(findRepository({ environment: ACTIONS })).toEqual({ repository });
  expect(findRepository({ environment: { ...ACTIONS, GITHUB_ACTIONS: undefined } })).toEqual({});
});
