import { parseEndpoint } from "../../model/entry/endpoint.ts";
import type { Entry } from "../../model/entry/entry.ts";
import { parseRepository } from "../../model/publish/repository.ts";
import { type GitHub, renderRepositoryPath } from "./api.ts";

/** A GitHub account: the id stays when the login changes hands. */
export interface Account {
  readonly id: number;
  readonly login: string;
}

/** What a proof looks at. */
export interface ProofMeans {
  readonly github: GitHub;
  /** The repository that an npm package's newest version names, as its manifest spells it. */
  repositoryOf(npmName: string): Promise<unknown>;
}

/**
 * Whether an account has a say in the upstream that an entry names: it owns the repository, is a public member
 * of the organisation that does, or the `pak.json` at the repository's top has the entry's name. An npm package
 * is its repository's. An alias takes nothing from anybody.
 */
export async function provesEndpoint(
  { name, endpoint }: Pick<Entry, "name" | "endpoint">,
  { id, login }: Account,
  { github, repositoryOf }: ProofMeans,
): Promise<boolean> {
  const parsed = parseEndpoint(endpoint);
  if (parsed?.kind === "alias") return true;
  const address = parsed?.kind === "npm" ? await repositoryOf(parsed.name) : endpoint;
  const repository = parseRepository(address);
  if (repository?.host !== "github.com") return false;
  const place = renderRepositoryPath(repository.owner, repository.repository);
  const found = await github.ask("GET", place);
  if (found.status !== 200) return false;
  const { owner } = found.body as { owner?: { id?: number; login?: string; type?: string } };
  if (owner?.id === id) return true;
  if (owner?.type === "Organization" && owner.login !== undefined) {
    const member = `/orgs/${encodeURIComponent(owner.login)}/public_members/${encodeURIComponent(login)}`;
    if ((await github.ask("GET", member)).status === 204) return true;
  }
  return (await readUpstreamName(github, place)) === name;
}

/** The name in the `pak.json` at a repository's top. */
async function readUpstreamName(github: GitHub, place: string): Promise<unknown> {
  const { status, body } = await github.ask("GET", `${place}/contents/pak.json`);
  const { content } = (body ?? {}) as { content?: unknown };
  if (status !== 200 || typeof content !== "string") return undefined;
  try {
    return (JSON.parse(Buffer.from(content, "base64").toString()) as { name?: unknown } | null)?.name;
  } catch {
    return undefined;
  }
}
