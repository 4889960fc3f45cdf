import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";

/** A real git repository in a temporary folder that goes away with the test. */
export interface Repository {
  readonly root: string;
  /** Writes files (`undefined` deletes one), commits everything and gives the commit's id. */
  commit(files: Readonly<Record<string, string | Uint8Array | undefined>>, date?: string): string;
  git(...words: string[]): string;
}

/** A fresh temporary folder, removed when the test ends. */
export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "pak-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes files below a folder; `undefined` deletes one. */
export function writeFiles(
  root: string,
  files: Readonly<Record<string, string | Uint8Array | undefined>>,
): void {
  for (const [path, content] of Object.entries(files)) {
    const file = join(root, path);
    if (content === undefined) {
      rmSync(file, { force: true });
      continue;
    }
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}

/** An empty repository on the branch `main`. */
export function makeRepository(root = makeFolder()): Repository {
  const git = (...words: string[]) => runStockGit(root, words);
  git("init", "--quiet", "--initial-branch=main");
  return {
    root,
    git,
    commit(files, date = "2026-11-01T00:00:00Z") {
      writeFiles(root, files);
      git("add", "--all");
      runStockGit(root, ["commit", "--quiet", "--allow-empty", "--message=Change"], date);
      return git("rev-parse", "HEAD");
    },
  };
}

function runStockGit(root: string, words: readonly string[], date?: string): string {
  return execFileSync("git", words, {
    cwd: root,
    encoding: "utf8",
    env: {
      PATH: process.env.PATH,
      HOME: root,
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_AUTHOR_NAME: "Test",
      GIT_AUTHOR_EMAIL: "test@example.org",
      GIT_COMMITTER_NAME: "Test",
      GIT_COMMITTER_EMAIL: "test@example.org",
      ...(date === undefined ? {} : { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date }),
    },
  }).trim();
}
