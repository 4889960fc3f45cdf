import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runGit } from "../git/git.ts";

/**
 * Lets `work` write git objects into a repository of its own that sees all of another's (git's `alternates`), and
 * removes it afterwards: what is tried out leaves nothing behind.
 */
export async function withScratch<Result>(
  root: string,
  work: (scratch: string) => Promise<Result>,
): Promise<Result> {
  const scratch = mkdtempSync(join(tmpdir(), "pak-scratch-"));
  try {
    const objects = runGit(root, ["rev-parse", "--path-format=absolute", "--git-path", "objects"]);
    runGit(scratch, ["init", "--quiet", "--bare"]);
    mkdirSync(join(scratch, "objects/info"), { recursive: true });
    writeFileSync(join(scratch, "objects/info/alternates"), objects);
    return await work(scratch);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
