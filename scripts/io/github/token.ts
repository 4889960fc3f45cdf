import { spawnSync } from "node:child_process";

/**
 * The token that speaks for a person at GitHub: GITHUB_TOKEN, else the one that GitHub's own command keeps
 * (`gh auth token`); `undefined` without either. It is in no argument and no message.
 */
export function readToken(environment: Readonly<Record<string, string | undefined>>): string | undefined {
  if (environment.GITHUB_TOKEN) return environment.GITHUB_TOKEN;
  const { PATH, HOME, XDG_CONFIG_HOME, GH_CONFIG_DIR } = environment;
  const ran = spawnSync("gh", ["auth", "token"], {
    encoding: "utf8",
    env: { PATH, HOME, XDG_CONFIG_HOME, GH_CONFIG_DIR },
    stdio: ["ignore", "pipe", "ignore"],
    timeout: 10_000,
  });
  return ran.status === 0 ? ran.stdout.trim() || undefined : undefined;
}
