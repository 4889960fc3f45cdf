import { type GitHubStandIn, startGitHub } from "./github/server.ts";
import { makeRepository, type Repository } from "./repository.ts";

/** A git server on loopback with one repository, which the endpoint names once `replace` is heeded. */
export interface GitHost {
  readonly endpoint: string;
  readonly replace: Readonly<Record<string, string>>;
  /** Where the repository is, `acme/foo`; its API knows the token `token`. */
  readonly github: GitHubStandIn;
  /** What makes this computer's programs ask the API of it. */
  readonly environment: Readonly<Record<string, string>>;
  /** Where its owner works. Nobody sees it before `publish`. */
  readonly repository: Repository;
  /** Makes the server's repository equal to the owner's, tags that were moved or deleted among them. */
  publish(): void;
  /** Tags what was committed last, publishes it and tells what a catalog would record of it. */
  release(tag: string): { readonly tag: string; readonly commit: string };
}

/** Starts the server, which is git's own behind HTTP and ends with the test. */
export async function startGitHost(): Promise<GitHost> {
  const server = await startGitHub([{ login: "acme", id: 9, token: "token" }]);
  const bare = server.makeRepository("acme", "foo");
  const repository = makeRepository();
  const publish = () => void repository.git("push", "--quiet", "--mirror", bare);
  return {
    endpoint: "https://github.com/acme/foo.git",
    replace: { "https://github.com/": `${server.url}/` },
    github: server,
    environment: { GITHUB_API_URL: `${server.url}/api`, GITHUB_TOKEN: "token" },
    repository,
    publish,
    release(tag) {
      repository.git("tag", "--force", tag);
      publish();
      return { tag, commit: repository.git("rev-parse", `${tag}^{commit}`) };
    },
  };
}
