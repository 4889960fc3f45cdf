import { PakError } from "../../errors.ts";
import { runGit } from "./git.ts";

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

/** What changed between two commits, renames shown as a deletion and an addition. */
export function listChanges(root: string, base: string, head: string): TreeChange[] {
  const words = ["diff-tree", "-r", "-z", "--raw", "--no-renames", "--no-abbrev", base, head];
  return parseRawDiff(runGit(root, words));
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
  kind: "blob" | "commit" = "blob",
): (Buffer | undefined)[] {
  if (ids.length === 0) return [];
  const answer = runGit(root, ["cat-file", "--batch"], { input: `${ids.join("\n")}\n` });
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

function splitRecords(answer: Buffer): string[] {
  return answer.toString().split("\0").slice(0, -1);
}
