import { hash } from "node:crypto";
import fs, { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PakError } from "../../errors.ts";
import { openArchiveGuard } from "../../model/archive/guard.ts";
import { digestTree } from "../archive/tree-digest.ts";
import { attemptWrite } from "../disk/atomic.ts";
import { FOLDER_MODE, type Folder, parseFolder } from "../git/folder.ts";

/** Git's modes of what is neither a folder nor a plain file. */
const [LINK, SUBMODULE, EXECUTABLE] = ["120000", "160000", "100755"];

/** A tree of a repository: `gitdir` is the repository, `tree` the tree's id. */
export interface GitTree {
  readonly gitdir: string;
  readonly tree: string;
}

/**
 * Writes the files of a tree into an empty folder, byte for byte: neither line ends nor attributes change them.
 * Submodules are left out, as `git archive` does. Every path passes the guard that archives pass.
 *
 * @returns the digest of the files, `h1:` and base64
 * @throws PakError ARCHIVE_… for a link or another member that no package may hold, SOURCE_FETCH when an object is
 *   missing or broken, GIT when a tree is malformed, WRITE
 */
export async function writeGitTree({ gitdir, tree }: GitTree, folder: string): Promise<string> {
  const readObject = await openObjects(gitdir);
  const guard = openArchiveGuard({ strip: 0 });
  const files: [path: string, sha256: string][] = [];
  // A few folders that name each other many times are read once each.
  const known = new Map<string, Folder>();

  async function readFolder(id: string): Promise<Folder> {
    const read = known.get(id) ?? parseFolder(id, await readObject(id));
    known.set(id, read);
    return read;
  }

  async function writeFolder(treeId: string, prefix: string): Promise<void> {
    let isMade = false;
    for (const [name, { mode, id }] of await readFolder(treeId)) {
      if (mode === SUBMODULE) continue;
      const path = prefix + Buffer.from(name, "latin1").toString();
      if (mode === FOLDER_MODE) {
        guard.admit({ path, size: 0, type: "directory" });
        await writeFolder(id, `${path}/`);
        continue;
      }
      if (mode === LINK) guard.admit({ path, size: 0, type: "link" });
      const content = await readObject(id);
      guard.admit({ path, size: content.length, type: "file" });
      if (!isMade) attemptWrite(path, () => mkdirSync(join(folder, prefix), { recursive: true }));
      isMade = true;
      const bits = mode === EXECUTABLE ? 0o755 : 0o644;
      attemptWrite(path, () => writeFileSync(join(folder, path), content, { flag: "wx", mode: bits }));
      files.push([path, hash("sha256", content)]);
    }
  }

  await writeFolder(tree, "");
  guard.finish();
  return digestTree(files);
}

/** Reads objects by their ids, which isomorphic-git proves. */
async function openObjects(gitdir: string): Promise<(id: string) => Promise<Buffer>> {
  const { default: git } = await import("isomorphic-git");
  const repository = { fs, gitdir, cache: {} };
  return async id => {
    try {
      const { object } = await git.readObject({ ...repository, oid: id, format: "content" });
      return Buffer.from(object as Uint8Array);
    } catch (cause) {
      throw new PakError(
        "SOURCE_FETCH",
        "the git server left out an object of the commit, or sent a broken one",
        {
          fix: "try again; if it stays so, ask whoever runs that server",
          cause,
        },
      );
    }
  };
}
