import { spawnSync } from "node:child_process";
import { PakError } from "../../errors.ts";

/**
 * No prompt, no system or user configuration, no transport: these calls only read the local repository. Objects
 * are read as their ids say, whatever `refs/replace` puts in their place.
 */
const ENVIRONMENT = {
  GIT_TERMINAL_PROMPT: "0",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_OPTIONAL_LOCKS: "0",
  GIT_ALLOW_PROTOCOL: "none",
  GIT_NO_REPLACE_OBJECTS: "1",
  LC_ALL: "C",
};

/** How much of an answer is taken, and what to do when there is more. */
export interface AnswerLimit {
  readonly bytes: number;
  readonly fix: string;
}

const LONGEST_ANSWER: AnswerLimit = { bytes: 1024 ** 3, fix: "ask for fewer or smaller files at once" };

/** What native git answered. */
export interface GitAnswer {
  readonly status: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** What a call of git is given besides its words. */
export interface GitOptions {
  readonly input?: string | Buffer;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Absent: 1 GiB. */
  readonly limit?: AnswerLimit;
  /** Milliseconds until it has to be done; absent: as long as it takes. */
  readonly patience?: number;
}

/**
 * Runs native git without a shell in `root` and gives its answer whatever its status.
 *
 * @throws PakError GIT when git is not installed, TOO_LARGE when its answer exceeds the limit or takes too long
 */
export function askGit(
  root: string,
  words: readonly string[],
  { input = "", environment, limit = LONGEST_ANSWER, patience }: GitOptions = {},
): GitAnswer {
  const { PATH, HOME } = process.env;
  const ran = spawnSync("git", ["-c", "core.quotepath=off", "-c", "core.fsmonitor=false", ...words], {
    cwd: root,
    env: { PATH, HOME, ...ENVIRONMENT, ...environment },
    input,
    maxBuffer: limit.bytes,
    ...(patience === undefined ? {} : { timeout: patience, killSignal: "SIGKILL" }),
  });
  if (ran.error !== undefined) throw explainFailure(ran.error, verbOf(words), limit);
  return { status: ran.status ?? 1, stdout: ran.stdout, stderr: ran.stderr.toString().trim() };
}

function explainFailure(error: NodeJS.ErrnoException, verb: string, { bytes, fix }: AnswerLimit): PakError {
  if (error.code === "ENOBUFS")
    return new PakError("TOO_LARGE", `git ${verb} answers with more than ${bytes} bytes`, {
      fix,
      cause: error,
    });
  if (error.code === "ETIMEDOUT")
    return new PakError("TOO_LARGE", `git ${verb} takes too long`, { fix, cause: error });
  return new PakError("GIT", `git could not be run: ${error.message}`, {
    fix: "install git 2.38 or later and put it on PATH",
    cause: error,
  });
}

function verbOf(words: readonly string[]): string {
  return words.find(word => !word.startsWith("-") && !word.includes("=")) ?? "";
}

/**
 * Runs native git and gives its output.
 *
 * @throws PakError GIT when git ends with another status than 0, TOO_LARGE when its output exceeds the limit
 */
export function runGit(...given: Parameters<typeof askGit>): Buffer {
  const answer = askGit(...given);
  if (answer.status === 0) return answer.stdout;
  throw new PakError("GIT", `git ${verbOf(given[1])} failed: ${answer.stderr.split("\n")[0] ?? ""}`);
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

/**
 * The id of a commit's tree, 40 hex digits.
 *
 * @throws PakError GIT when there is no such commit
 */
export function findTree(root: string, commit: string): string {
  return runGit(root, ["rev-parse", "--verify", "--end-of-options", `${commit}^{tree}`])
    .toString()
    .trim();
}
