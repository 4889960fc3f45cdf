import { PakError } from "../../errors.ts";

/** What a folder says of one name in it. */
export interface FolderEntry {
  /** Octal as git prints it: `040000` for a folder. */
  readonly mode: string;
  /** 40 hex digits. */
  readonly id: string;
}

/** A folder's entries by the bytes of their names, each byte one character. */
export type Folder = ReadonlyMap<string, FolderEntry>;

export const FOLDER_MODE = "040000";

/** A name that two states of a folder say different things of; absent where one of them has it not. */
export interface Difference {
  readonly name: string;
  readonly was: FolderEntry | undefined;
  readonly is: FolderEntry | undefined;
}

/** Bytes of an id in a tree object. */
const ID = 20;

/**
 * Reads a tree object.
 *
 * @param id names it in an error
 * @throws PakError GIT when a name is missing, there twice or out of order: what git finds by a path is then
 *   not what it lists
 */
export function parseFolder(id: string, tree: Buffer): Folder {
  const entries = new Map<string, FolderEntry>();
  let last = "";
  for (let at = 0; at < tree.length; ) {
    const [blank, end] = [tree.indexOf(" ", at), tree.indexOf(0, at)];
    const [mode, name] = [tree.toString("latin1", at, blank), tree.toString("latin1", blank + 1, end)];
    at = end + 1 + ID;
    const entry = { mode: mode.padStart(FOLDER_MODE.length, "0"), id: tree.toString("hex", end + 1, at) };
    // A folder has its place as if its name ended with a slash.
    const rank = entry.mode === FOLDER_MODE ? `${name}/` : name;
    const isWhole = blank >= 0 && end > blank + 1 && at <= tree.length;
    if (!isWhole || name.includes("/") || entries.has(name) || rank <= last) {
      throw new PakError(
        "GIT",
        `the folder ${id} is malformed: a name is missing, there twice or out of order`,
        {
          fix: "make the commit anew with git, and see what git fsck says",
        },
      );
    }
    entries.set(name, entry);
    last = rank;
  }
  return entries;
}

/** The names of which two states of a folder say different things. */
export function compareFolders(before: Folder, after: Folder): Difference[] {
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].flatMap(name => {
    const [was, is] = [before.get(name), after.get(name)];
    return was?.id === is?.id && was?.mode === is?.mode ? [] : [{ name, was, is }];
  });
}
