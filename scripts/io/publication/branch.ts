import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PakError } from "../../errors.ts";
import { askGit, findCommit, runGit } from "../git/git.ts";

/** Who a commit is by that the catalog itself makes. */
export const CATALOG = { name: "Pak catalog", email: "catalog@localhost.invalid" };

/** All but npm's answers: they name a registry's host, and npm asks for folders, which a branch's raw files do not answer. */
const COMMITTED = [".", ":(exclude)npm"];

/**
 * Commits a folder's files as the newest state of a branch, without touching the work tree or its index. The
 * branch that was fetched from `origin` is continued when there is no local one. Gives the commit; when
 * nothing differs, the one that is there.
 *
 * @param folder absolute, such as the JSON part of a publication
 * @param date the commit's, such as when a publication was signed, so that the same publication is the same commit
 * @throws PakError GIT when the branch is checked out
 */
export function commitToBranch(given: {
  readonly root: string;
  readonly branch: string;
  readonly folder: string;
  readonly message: string;
  readonly date: string;
  /** Whether the commit is to be the branch's only one: nobody wants its history. */
  readonly isAlone?: boolean;
}): string {
  const { root, branch, folder, message, date, isAlone = false } = given;
  requireFreeBranch(root, branch);
  const parent =
    findCommit(root, `refs/heads/${branch}`) ?? findCommit(root, `refs/remotes/origin/${branch}`);
  const scratch = mkdtempSync(join(tmpdir(), "pak-index-"));
  const environment = {
    GIT_INDEX_FILE: join(scratch, "index"),
    GIT_WORK_TREE: folder,
    GIT_DIR: runGit(root, ["rev-parse", "--absolute-git-dir"]).toString().trim(),
    GIT_AUTHOR_NAME: CATALOG.name,
    GIT_AUTHOR_EMAIL: CATALOG.email,
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: CATALOG.name,
    GIT_COMMITTER_EMAIL: CATALOG.email,
    GIT_COMMITTER_DATE: date,
  };
  try {
    runGit(folder, ["add", "--all", "--force", "--", ...COMMITTED], { environment });
    const tree = runGit(folder, ["write-tree"], { environment }).toString().trim();
    if (
      parent !== undefined &&
      runGit(root, ["rev-parse", `${parent}^{tree}`])
        .toString()
        .trim() === tree
    )
      return parent;
    const parents = parent === undefined || isAlone ? [] : ["-p", parent];
    const commit = runGit(root, ["commit-tree", tree, ...parents, "-m", message], { environment })
      .toString()
      .trim();
    runGit(root, ["update-ref", `refs/heads/${branch}`, commit]);
    return commit;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/**
 * Makes sure that a branch can move on: the files of a work tree that has it checked out would stay behind.
 *
 * @throws PakError GIT when this or a linked work tree has the branch checked out, or there is no repository
 */
export function requireFreeBranch(root: string, branch: string): void {
  const answer = askGit(root, ["worktree", "list", "--porcelain"]);
  if (answer.status !== 0) {
    throw new PakError("GIT", `${root} is in no git repository, which a branch needs`, {
      fix: "make one with git init, or leave the branch out",
    });
  }
  const holder = answer.stdout
    .toString()
    .split("\n\n")
    .find(tree => tree.split("\n").includes(`branch refs/heads/${branch}`));
  if (holder === undefined) return;
  const [folder = ""] = holder.replace(/^worktree /, "").split("\n");
  throw new PakError("GIT", `the branch ${branch} is checked out in ${folder}`, {
    fix: "check out another branch there: this one is written by pak alone",
  });
}
