import { parseEndpoint } from "../../model/entry/endpoint.ts";
import { readNpmConfiguration } from "../npm/configuration.ts";
import { fetchRepository } from "../npm/repository.ts";
import type { Asker } from "../owners/check-rights.ts";
import { openGitHub } from "./api.ts";
import { type Account, provesEndpoint } from "./endpoint-proof.ts";

/**
 * The author of a pull request as the rules of ownership see them. Without an author only signatures prove
 * anything, and a new entry only an alias.
 */
export function openAsker(given: {
  readonly root: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly fetch: typeof fetch;
  readonly author?: Account;
}): Asker {
  const { root, environment, fetch, author } = given;
  if (author === undefined) {
    return { provesEndpoint: async ({ endpoint }) => parseEndpoint(endpoint)?.kind === "alias" };
  }
  const token = environment.GITHUB_TOKEN;
  const github = openGitHub({ fetch, environment, ...(token ? { token } : {}) });
  const repositoryOf = async (name: string) =>
    fetchRepository(name, await readNpmConfiguration(root, environment, [name]), fetch);
  return {
    author: author.id,
    provesEndpoint: entry => provesEndpoint(entry, author, { github, repositoryOf }),
  };
}
