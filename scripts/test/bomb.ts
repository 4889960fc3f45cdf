import { execFileSync } from "node:child_process";
import type { Repository } from "./repository.ts";

/** A commit that also has a folder of folders, ten in each, so many deep; the deepest hold what is named. */
export function makeBomb(repository: Repository, depth: number, deepest: readonly string[]): string {
  let folder = makeTree(repository, deepest);
  for (let level = 0; level < depth; level++) {
    const lines = Array.from({ length: 10 }, (_, at) => `040000 tree ${folder}\t${at}`);
    folder = makeTree(repository, lines);
  }
  return commitTree(repository, [
    ...repository.git("ls-tree", "HEAD").split("\n"),
    `040000 tree ${folder}\tbomb`,
  ]);
}

/** A tree object of the lines that `git ls-tree` prints; its id. */
function makeTree({ root }: Repository, lines: readonly string[]): string {
  const input = lines.map(line => `${line}\n`).join("");
  return execFileSync("git", ["mktree"], { cwd: root, input, encoding: "utf8" }).trim();
}

/** A commit upon HEAD with such a tree; its id. */
function commitTree(repository: Repository, lines: readonly string[]): string {
  const who = ["-c", "user.name=x", "-c", "user.email=x@example.org"];
  return repository.git(...who, "commit-tree", makeTree(repository, lines), "-p", "HEAD", "-m", "x");
}
