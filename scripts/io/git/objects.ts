import { PakError } from "../../errors.ts";
import {
  compareFolders,
  type Difference,
  FOLDER_MODE,
  type Folder,
  type FolderEntry,
  parseFolder,
} from "./folder.ts";
import { type AnswerLimit, runGit } from "./git.ts";

/** One file of a commit's tree. */
export interface TreeFile {
  readonly path: string;
  /** Octal as git prints it: `100644`, `120000` for a link, `160000` for a submodule. */
  readonly mode: string;
  /** The blob's id, 40 hex digits. */
  readonly id: string;
}

/** One path that differs between two commits. */
export interface TreeChange extends TreeFile {
  readonly status: "added" | "modified" | "deleted";
  /** The blob's id before, absent for an added path. */
  readonly before?: string;
}

/** Every file of a commit below the given folders, in git's order (bytes). */
export function listTree(root: string, commit: string, folders: readonly string[]): TreeFile[] {
  const answer = runGit(root, ["ls-tree", "-r", "-z", "--full-tree", commit, "--", ...folders]);
  return splitRecords(answer).map(record => {
    const tab = record.indexOf("\t");
    const [mode = "", , id = ""] = record.slice(0, tab).split(" ");
    return { path: record.slice(tab + 1), mode, id };
  });
}

/** Bytes of a change, as git's raw format tells it: 100,000 files need less. */
const LONGEST_CHANGE = 16 * 1024 * 1024;

/** Bytes of one line of that format without its path. */
const RECORD = 100;

/** Folders inside each other that are looked into. */
const DEEPEST = 64;

const FIX = "split the change";

/** Bytes of the folders of one depth: those of 800,000 files. */
const LARGEST_FOLDERS: AnswerLimit = { bytes: 64 * 1024 * 1024, fix: FIX };

/** What git calls a folder of nothing. */
const EMPTY_FOLDER = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

/** One folder in two commits, by the ids of its trees; `undefined` where there is none. */
interface FolderPair {
  /** With a slash at its end; empty for the outermost. */
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/**
 * What changed between two commits or trees, sorted by path; a rename is a deletion and an addition. A folder
 * of nothing, which no work tree can hold, is a change of its own.
 *
 * Folders are compared depth by depth, and not by `git diff-tree`: a few of them that name each other many
 * times are more paths than a computer can hold, and git holds all before it tells the first.
 *
 * @throws PakError TOO_LARGE when there is more than 16 MiB to tell, GIT when a folder is malformed
 */
export function listChanges(root: string, base: string, head: string): TreeChange[] {
  let changes: TreeChange[] = [];
  let pairs: FolderPair[] = [{ path: "", before: `${base}^{tree}`, after: `${head}^{tree}` }];
  const spend = openBudget();
  for (let depth = 0; pairs.length > 0; depth++) {
    if (depth > DEEPEST) throw makeTooLarge(`has more than ${DEEPEST} folders inside each other`);
    const folders = readFolders(root, pairs);
    const differences = pairs.flatMap(pair => comparePair(pair, folders, spend));
    changes = changes.concat(differences.flatMap(describeChange));
    pairs = differences.flatMap(pairFolders);
  }
  return changes.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Counts bytes that are told of one change. */
function openBudget(): (bytes: number) => void {
  let spent = 0;
  return bytes => {
    spent += bytes;
    if (spent > LONGEST_CHANGE) throw makeTooLarge(`is more than ${LONGEST_CHANGE} bytes to list`);
  };
}

function makeTooLarge(why: string): PakError {
  return new PakError("TOO_LARGE", `the change ${why}`, { fix: FIX });
}

/** The folders of some pairs by id, each read once. */
function readFolders(root: string, pairs: readonly FolderPair[]): ReadonlyMap<string, Folder> {
  const ids = [
    ...new Set(pairs.flatMap(({ before, after }) => [before, after].filter(id => id !== undefined))),
  ];
  const trees = readBlobs(root, ids, "tree", LARGEST_FOLDERS);
  return new Map(
    ids.map((id, at) => {
      const tree = trees[at];
      if (tree === undefined) throw new PakError("GIT", `${id} names no folder here`);
      return [id, parseFolder(id, tree)];
    }),
  );
}

type PathDifference = Omit<Difference, "name"> & Pick<TreeFile, "path">;

function comparePair(
  { path, before = "", after = "" }: FolderPair,
  folders: ReadonlyMap<string, Folder>,
  spend: (bytes: number) => void,
): PathDifference[] {
  const [left, right] = [before, after].map(id => folders.get(id) ?? new Map<string, FolderEntry>());
  spend(left!.size + right!.size);
  return compareFolders(left!, right!).map(({ name, ...states }) => {
    spend(path.length + name.length + RECORD);
    return { path: path + Buffer.from(name, "latin1").toString(), ...states };
  });
}

function describeChange({ path, was, is }: PathDifference): TreeChange[] {
  const before = was?.mode === FOLDER_MODE ? undefined : was;
  const after = is?.mode === FOLDER_MODE && is.id !== EMPTY_FOLDER ? undefined : is;
  if (before === undefined) return after === undefined ? [] : [{ path, ...after, status: "added" }];
  return after === undefined
    ? [{ path, ...before, status: "deleted", before: before.id }]
    : [{ path, ...after, status: "modified", before: before.id }];
}

function pairFolders({ path, was, is }: PathDifference): FolderPair[] {
  const [before, after] = [was, is].map(entry => (entry?.mode === FOLDER_MODE ? entry.id : undefined));
  return before === undefined && after === undefined ? [] : [{ path: `${path}/`, before, after }];
}

const STATUS = { A: "added", D: "deleted" } as const;

/** Parses `--raw -z`: `:modeBefore modeAfter idBefore idAfter STATUS NUL path NUL …`. */
export function parseRawDiff(raw: Buffer): TreeChange[] {
  const fields = splitRecords(raw);
  const changes: TreeChange[] = [];
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [modeBefore = "", modeAfter = "", before = "", after = "", letter = ""] =
      fields[at]!.slice(1).split(" ");
    const status = STATUS[letter[0] as "A" | "D"] ?? "modified";
    const isDeleted = status === "deleted";
    changes.push({
      path: fields[at + 1]!,
      mode: isDeleted ? modeBefore : modeAfter,
      id: isDeleted ? before : after,
      status,
      ...(status === "added" ? {} : { before }),
    });
  }
  return changes;
}

/**
 * The bytes of objects, in the order asked for; `undefined` where the repository has none of that kind.
 *
 * @param ids names of objects, `COMMIT:PATH` among them
 */
export function readBlobs(
  root: string,
  ids: readonly string[],
  kind: "blob" | "commit" | "tree" = "blob",
  limit?: AnswerLimit,
): (Buffer | undefined)[] {
  if (ids.length === 0) return [];
  const input = `${ids.join("\n")}\n`;
  const answer = runGit(root, ["cat-file", "--batch"], { input, ...(limit === undefined ? {} : { limit }) });
  const blobs: (Buffer | undefined)[] = [];
  let at = 0;
  for (const id of ids) {
    const end = answer.indexOf(10, at);
    if (end < 0) throw new PakError("GIT", `git cat-file stopped before ${id}`);
    const [, found, size] = answer.toString("latin1", at, end).split(" ");
    if (found === "missing" || size === undefined) {
      blobs.push(undefined);
      at = end + 1;
      continue;
    }
    const start = end + 1;
    blobs.push(found === kind ? answer.subarray(start, start + Number(size)) : undefined);
    at = start + Number(size) + 1;
  }
  return blobs;
}

/** Sizes in bytes of blobs, in the order asked for; 0 where there is none. */
export function readBlobSizes(root: string, ids: readonly string[]): number[] {
  if (ids.length === 0) return [];
  const answer = runGit(root, ["cat-file", "--batch-check=%(objectsize)"], { input: `${ids.join("\n")}\n` });
  return answer
    .toString()
    .trimEnd()
    .split("\n")
    .map(line => (/^\d+$/.test(line) ? Number(line) : 0));
}

/** The texts before each NUL. One by one: an answer can be longer than a text. */
function splitRecords(answer: Buffer): string[] {
  const records: string[] = [];
  for (let at = 0, end = answer.indexOf(0); end >= 0; at = end + 1, end = answer.indexOf(0, at))
    records.push(answer.toString("utf8", at, end));
  return records;
}
