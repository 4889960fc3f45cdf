import { spawnSync } from "node:child_process";
import { PakError } from "../../errors.ts";

/** No prompt, no system or user configuration, no transport: these calls only read the local repository. */
const ENVIRONMENT = {
  GIT_TERMINAL_PROMPT: "0",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_OPTIONAL_LOCKS: "0",
  GIT_ALLOW_PROTOCOL: "none",
  LC_ALL: "C",
};

const LONGEST_ANSWER = 1024 * 1024 * 1024;

/** What native git answered. */
export interface GitAnswer {
  readonly status: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/**
 * Runs native git without a shell in `root` and gives its answer whatever its status.
 *
 * @throws PakError GIT when git is not installed or its answer exceeds 1 GiB
 */
export function askGit(
  root: string,
  words: readonly string[],
  options: { input?: string | Buffer; environment?: Readonly<Record<string, string | undefined>> } = {},
): GitAnswer {
  const { PATH, HOME } = process.env;
  const ran = spawnSync("git", ["-c", "core.quotepath=off", "-c", "core.fsmonitor=false", ...words], {
    cwd: root,
    env: { PATH, HOME, ...ENVIRONMENT, ...options.environment },
    input: options.input ?? "",
    maxBuffer: LONGEST_ANSWER,
  });
  if (ran.error !== undefined) {
    throw new PakError("GIT", `git could not be run: ${ran.error.message}`, {
      fix: "install git 2.30 or later and put it on PATH",
      cause: ran.error,
    });
  }
  return { status: ran.status ?? 1, stdout: ran.stdout, stderr: ran.stderr.toString().trim() };
}

/**
 * Runs native git and gives its output.
 *
 * @throws PakError GIT when git ends with another status than 0
 */
export function runGit(...given: Parameters<typeof askGit>): Buffer {
  const answer = askGit(...given);
  if (answer.status === 0) return answer.stdout;
  const verb = given[1].find(word => !word.startsWith("-") && !word.includes("=")) ?? "git";
  throw new PakError("GIT", `git ${verb} failed: ${answer.stderr.split("\n")[0] ?? ""}`);
}

/**
 * The commit (40 hex digits) a revision names, or `undefined` where there is none: no repository, no
 * commit yet, an unknown name.
 */
export function findCommit(root: string, revision: string): string | undefined {
  const answer = askGit(root, [
    "rev-parse",
    "--verify",
    "--quiet",
    "--end-of-options",
    `${revision}^{commit}`,
  ]);
  return answer.status === 0 ? answer.stdout.toString().trim() : undefined;
}

/**
 * The commit a revision names.
 *
 * @throws PakError GIT when there is none
 */
export function readCommit(root: string, revision: string): string {
  const commit = findCommit(root, revision);
  if (commit === undefined) {
    throw new PakError("GIT", `${revision} names no commit here`, {
      fix: "fetch the branch first, or name a commit that this clone has",
    });
  }
  return commit;
}
