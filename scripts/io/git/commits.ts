import { runGit } from "./git.ts";
import { readBlobs } from "./objects.ts";

/** A commit as it was signed. */
export interface SignedCommit {
  /** 40 hex digits. */
  readonly id: string;
  /** First parent; absent at a first commit. */
  readonly parent?: string;
  /** The armored signature. */
  readonly signature: string;
  /** What it was made over: the commit's object without the signature's header. */
  readonly payload: Uint8Array;
}

/** Commits of one change that are looked at. */
const MOST_COMMITS = 50;

/** The signed ones of the newest commits that `head` has and `base` has not, newest first. */
export function listSignedCommits(root: string, base: string, head: string): SignedCommit[] {
  const words = ["rev-list", `--max-count=${MOST_COMMITS}`, head, `^${base}`];
  const ids = runGit(root, words).toString().split("\n").filter(Boolean);
  const objects = readBlobs(root, ids, "commit");
  return ids.flatMap((id, at) => {
    const object = objects[at];
    const signed = object === undefined ? undefined : splitCommit(object);
    return signed === undefined ? [] : [{ id, ...signed }];
  });
}

const HEADER = "\ngpgsig ";

/** How a commit with a parent begins; nothing else in it names one, least of all its signature. */
const PARENT = /^tree [0-9a-f]{40}\nparent ([0-9a-f]{40})\n/;

/** Bytes that are enough for that. */
const LONGEST_START = 100;

/** Takes a commit's object apart (git's `signature-format`); `undefined` when it is not signed. */
export function splitCommit(object: Buffer): Omit<SignedCommit, "id"> | undefined {
  const head = object.subarray(0, Math.max(0, object.indexOf("\n\n")) + 1);
  const start = head.indexOf(HEADER) + 1;
  if (start === 0) return undefined;
  let end = head.indexOf("\n", start) + 1;
  // A header goes on in lines that begin with a blank.
  while (head[end] === 32) end = head.indexOf("\n", end) + 1;
  const signature = head.toString("latin1", start + HEADER.length - 1, end).replaceAll("\n ", "\n");
  const payload = Buffer.concat([object.subarray(0, start), object.subarray(end)]);
  const parent = PARENT.exec(payload.toString("latin1", 0, LONGEST_START))?.[1];
  return { ...(parent === undefined ? {} : { parent }), signature, payload };
}
