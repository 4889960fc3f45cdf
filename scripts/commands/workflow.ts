import type { World } from "./command.ts";

/** The pages of the repository and the run whose workflow this is; nothing on a person's own computer. */
export function findWorkflow({ environment }: Pick<World, "environment">): {
  repository?: string;
  invocation?: string;
} {
  const { GITHUB_ACTIONS, GITHUB_SERVER_URL, GITHUB_REPOSITORY, GITHUB_RUN_ID } = environment;
  if (GITHUB_ACTIONS !== "true" || !GITHUB_SERVER_URL || !GITHUB_REPOSITORY) return {};
  const repository = `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}`;
  return {
    repository,
    ...(GITHUB_RUN_ID ? { invocation: `${repository}/actions/runs/${GITHUB_RUN_ID}` } : {}),
  };
}

/** The page of the repository alone. */
export function findRepository(world: Pick<World, "environment">): { repository?: string } {
  const { repository } = findWorkflow(world);
  return repository === undefined ? {} : { repository };
}
