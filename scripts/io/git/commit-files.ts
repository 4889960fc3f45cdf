import fs from "node:fs";
import { runGit } from "./git.ts";

/** Who wrote a commit, and when. */
export interface Signer {
  readonly name: string;
  readonly email: string;
  readonly now: Date;
  /** Gives an armored detached signature over the commit's text; absent: the commit is not signed. */
  sign?(payload: Uint8Array): Promise<string>;
}

/** Files upon a commit. */
export interface FilesOrder {
  /** The repository's folder, or a bare repository. */
  readonly root: string;
  /** 40 hex digits of the one parent. */
  readonly parent: string;
  /** Path to new bytes. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** A commit to make. */
export interface CommitOrder extends FilesOrder {
  readonly message: string;
  readonly signer: Signer;
}

/**
 * Writes a commit of some files and gives its id. No branch, index or work tree is touched. The same order gives
 * the same commit.
 */
export async function commitFiles({ message, signer, ...files }: CommitOrder): Promise<string> {
  const git = await import("isomorphic-git");
  const { sign } = signer;
  const when = { timestamp: Math.floor(signer.now.getTime() / 1000), timezoneOffset: 0 };
  const who = { name: signer.name, email: signer.email, ...when };
  return git.commit({
    fs,
    gitdir: findGitFolder(files.root),
    tree: await writeFiles(files),
    parent: [files.parent],
    message,
    author: who,
    committer: who,
    noUpdateBranch: true,
    ...(sign === undefined
      ? {}
      : {
          signingKey: "given",
          onSign: async ({ payload }) => ({ signature: (await sign(Buffer.from(payload))).trimEnd() }),
        }),
  });
}

/**
 * Writes the tree of a commit with some files in it new, and gives its id. Only the folders above the files are
 * written anew, so that it costs the same in a catalog of 100,000.
 */
export async function writeFiles({ root, parent, files }: FilesOrder): Promise<string> {
  const git = await import("isomorphic-git");
  const gitdir = findGitFolder(root);
  const blobs = new Map<string, string>();
  for (const [path, blob] of files) blobs.set(path, await git.writeBlob({ fs, gitdir, blob }));
  return writeFolder("", blobs);

  /** Writes the tree of one folder with the changed files in and below it. */
  async function writeFolder(folder: string, changed: ReadonlyMap<string, string>): Promise<string> {
    const tree = readTree(root, parent, folder);
    const inside = Map.groupBy(changed, ([path]) => path.split("/")[0]!);
    for (const [name, entries] of inside) {
      const below = new Map(entries.map(([path, oid]) => [path.slice(name.length + 1), oid]));
      const oid = below.get("");
      tree.set(
        name,
        oid === undefined
          ? { mode: "040000", type: "tree", oid: await writeFolder(`${folder}${name}/`, below) }
          : { mode: "100644", type: "blob", oid },
      );
    }
    const list = [...tree].map(([path, entry]) => ({ path, ...entry }));
    return git.writeTree({ fs, gitdir, tree: list });
  }
}

function findGitFolder(root: string): string {
  return runGit(root, ["rev-parse", "--absolute-git-dir"]).toString().trim();
}

interface TreeEntry {
  readonly mode: string;
  readonly type: "blob" | "tree" | "commit";
  readonly oid: string;
}

/** The entries of one folder of a commit by name; none when it has no such folder. */
function readTree(root: string, commit: string, folder: string): Map<string, TreeEntry> {
  const words = ["ls-tree", "-z", "--full-tree", commit, ...(folder === "" ? [] : ["--", folder])];
  const records = runGit(root, words).toString().split("\0").slice(0, -1);
  return new Map(
    records.map(record => {
      const tab = record.indexOf("\t");
      const [mode = "", type = "blob", oid = ""] = record.slice(0, tab).split(" ");
      return [record.slice(tab + 1 + folder.length), { mode, type: type as TreeEntry["type"], oid }];
    }),
  );
}
