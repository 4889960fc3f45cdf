import { parseEndpoint } from "../../model/entry/endpoint.ts";
import { readNpmConfiguration } from "../npm/configuration.ts";
import { fetchRepository } from "../npm/repository.ts";
import type { Asker } from "../owners/check-rights.ts";
import { type GitHub, openGitHub } from "./api.ts";
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
    return {
      provesEndpoint: async ({ endpoint }) => parseEndpoint(endpoint)?.kind === "alias",
      isAccount: async () => true,
    };
  }
  const github = openGitHub({ fetch, environment, token: environment.GITHUB_TOKEN });
  const repositoryOf = async (name: string) =>
    fetchRepository(name, await readNpmConfiguration(root, environment), fetch);
  return {
    author: author.id,
    provesEndpoint: entry => provesEndpoint(entry, author, { github, repositoryOf }),
    isAccount: async ({ id, login }) => id === (await findAccountId(github, author, login)),
  };
}

/** The id of a login; the author's own is known. */
async function findAccountId(github: GitHub, author: Account, login: string): Promise<unknown> {
  if (login === author.login) return author.id;
  const { body } = await github.ask("GET", `/users/${encodeURIComponent(login)}`);
  return (body as { id?: unknown } | undefined)?.id;
}
