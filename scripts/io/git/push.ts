import fs from "node:fs";
import { PakError } from "../../errors.ts";
import { runGit } from "./git.ts";

/**
 * Pushes a branch to a repository over HTTP, replacing what the branch held there.
 *
 * @param token goes into a header, never into an address, a command line or an error
 * @throws PakError TOKEN when the repository refuses the token, NETWORK when there is no usable answer
 */
export async function pushBranch(given: {
  readonly root: string;
  /** `https://HOST/OWNER/REPO.git` */
  readonly url: string;
  readonly branch: string;
  readonly token: string;
}): Promise<void> {
  const { root, url, branch, token } = given;
  const [git, { default: http }] = await Promise.all([
    import("isomorphic-git"),
    import("isomorphic-git/http/node"),
  ]);
  const gitdir = runGit(root, ["rev-parse", "--absolute-git-dir"]).toString().trim();
  const ref = `refs/heads/${branch}`;
  try {
    const { ok, refs } = await git.push({
      fs,
      http,
      gitdir,
      url,
      ref,
      remoteRef: ref,
      force: true,
      onAuth: () => ({ username: "x-access-token", password: token }),
      onAuthFailure: () => ({ cancel: true }),
    });
    const refused = refs[ref]?.error;
    if (!ok || refused)
      throw new PakError("TOKEN", `${url} refused the branch ${branch}: ${refused ?? "no reason"}`);
  } catch (error) {
    throw error instanceof PakError ? error : explain(error, url);
  }
}

function explain(error: unknown, url: string): PakError {
  const { code, data } = error as { code?: string; data?: { statusCode?: number } };
  const status = data?.statusCode;
  if (code === "UserCanceledError" || status === 401 || status === 403 || status === 404) {
    return new PakError("TOKEN", `${url} does not let this token push`, {
      fix: "use a token that may write to this repository (GITHUB_TOKEN, or: gh auth login)",
    });
  }
  return new PakError("NETWORK", `${url} could not be pushed to: ${code ?? "no answer"}`, {
    fix: "try again; what was committed here is kept",
  });
}
